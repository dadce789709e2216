package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The files of an archive as streams: from the cache, or else from the data with one range request each. Files are
 * verified, small ones before their first byte is returned.
 */
final class FileContents {
    private final ArchiveData data;
    private final Decoders decoders;
    private final ArchiveCaches caches;

    FileContents(ArchiveData data, Decoders decoders, ArchiveCaches caches) {
        this.data = data;
        this.decoders = decoders;
        this.caches = caches;
    }

    InputStream open(ArchiveEntry file) {
        decoders.limits().checkFileSize(file, data.where());
        if (file.size() == 0) {
            return empty(file);
        }
        return cached(file).orElseGet(() -> caches.keepContents() ? openThroughCache(file) : openDirectly(file));
    }

    /** Opens a file whose stored bytes are in a stream. */
    InputStream open(ArchiveEntry file, InputStream stored) {
        decoders.limits().checkFileSize(file, data.where());
        if (file.size() == 0) {
            return empty(file);
        }
        if (decoders.takesWhole(file)) {
            byte[] bytes = whole(file, stored);
            caches.keep(file.content(), Content.of(bytes));
            return new ByteArrayInputStream(bytes);
        }
        EntryStream stream = new EntryStream(file, data.where(), decoders, stored);
        return caches.keepContents() ? throughCache(file, stream) : stream;
    }

    /** Returns a large file through the cache; the plain stream if the cache does not store it. */
    private InputStream throughCache(ArchiveEntry file, InputStream stream) {
        AtomicBoolean used = new AtomicBoolean();
        caches.keep(file.content(), () -> {
            used.set(true);
            return stream;
        });
        return used.get() ? cached(file).orElseGet(() -> openDirectly(file)) : stream;
    }

    /** Opens a file that is stored as it is; each read takes one range, or cached blocks. */
    SeekableByteChannel openUnverified(ArchiveEntry file) {
        return new UnverifiedChannel(file, data);
    }

    /** Returns whether the cache has a file, so that it is not read from the data. */
    boolean isCached(ArchiveEntry file) {
        return file.size() > 0 && caches.get(file.content()).isPresent();
    }

    /** Returns the file out of the cache, if it is kept there. */
    private Optional<InputStream> cached(ArchiveEntry file) {
        return caches.get(file.content()).flatMap(content -> {
            try {
                // read here to its end, so that damage which only reading shows is a miss and no failure
                if (decoders.takesWhole(file)) {
                    return Optional.of(new ByteArrayInputStream(readAll(content)));
                }
                verify(file, content);
                return Optional.of(content.open());
            } catch (IOException | ContentMismatchException | StorageException e) {
                caches.forget(file.content());
                return Optional.empty();
            }
        });
    }

    private void verify(ArchiveEntry file, Content content) throws IOException {
        Verifier verifier = Verifier.of(content, file.content(), data.where());
        content.writeTo(verifier::update);
        verifier.finish();
    }

    private static byte[] readAll(Content content) throws IOException {
        try (InputStream stream = content.open()) {
            return stream.readAllBytes();
        }
    }

    private InputStream empty(ArchiveEntry file) {
        try (WholeDecoder decoder = new WholeDecoder(decoders, data.where())) {
            decoder.decode(file, new byte[0], 0);
        }
        return InputStream.nullInputStream();
    }

    private InputStream openDirectly(ArchiveEntry file) {
        return decoders.takesWhole(file)
                ? new ByteArrayInputStream(whole(file))
                : new EntryStream(file, data.where(), decoders, range(file));
    }

    /** Returns a small file. Cached blocks that are damaged are downloaded again. */
    private byte[] whole(ArchiveEntry file) {
        try {
            return whole(file, range(file));
        } catch (ContentMismatchException e) {
            if (!data.forget(new ByteRange(file.offset(), file.storedSize()))) {
                throw e;
            }
            return whole(file, range(file));
        }
    }

    private InputStream openThroughCache(ArchiveEntry file) {
        ArchiveCaches.Wanted wanted = new ArchiveCaches.Wanted(
                data.where(), data.descriptor().digest(), file.content().digest(), decoders);
        if (decoders.takesWhole(file)) {
            return new ByteArrayInputStream(caches.fetch(wanted, () -> {
                byte[] bytes = whole(file);
                caches.keep(file.content(), Content.of(bytes));
                return bytes;
            }));
        }
        caches.fetch(wanted, () -> {
            if (!isCached(file)) {
                caches.keep(file.content(), new StreamedFile(file));
            }
            return new byte[0];
        });
        return cached(file).orElseGet(() -> openDirectly(file)); // the cache may have no room for it
    }

    private InputStream range(ArchiveEntry file) {
        return FileFailure.typed(
                "opening the file " + file.shown(),
                data.where(),
                () -> data.open(new ByteRange(file.offset(), file.storedSize())));
    }

    private byte[] whole(ArchiveEntry file, InputStream opened) {
        try (InputStream stored = opened;
                WholeDecoder decoder = new WholeDecoder(decoders, data.where())) {
            byte[] bytes = stored.readNBytes((int) file.storedSize());
            if (bytes.length != file.storedSize()) {
                throw new EOFException("the data is cut short");
            }
            return decoder.decode(file, bytes, 0).array(); // of a new decoder, so it is as long as the file
        } catch (IOException e) {
            throw Streams.failure("reading the file " + file.shown(), data.where(), e);
        }
    }

    /** A large file that is being written to the cache. */
    private final class StreamedFile implements Content {
        private final ArchiveEntry file;

        StreamedFile(ArchiveEntry file) {
            this.file = file;
        }

        @Override
        public InputStream open() {
            return new EntryStream(file, data.where(), decoders, range(file));
        }

        @Override
        public boolean verifies(Digest digest) {
            return digest.equals(file.content().digest());
        }
    }
}
