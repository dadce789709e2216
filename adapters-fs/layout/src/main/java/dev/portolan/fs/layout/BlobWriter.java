package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.LockedFile;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;

/** Writes blobs into a layout: to a file in {@code ingest}, verified, then renamed. */
final class BlobWriter {
    private final LayoutFiles files;
    private final Ingest ingest;
    private final String where;
    private final LayoutOptions options;

    BlobWriter(LayoutFiles files, Ingest ingest, String where, LayoutOptions options) {
        this.files = files;
        this.ingest = ingest;
        this.where = where;
        this.options = options;
    }

    Ingest ingest() {
        return ingest;
    }

    /** Writes a blob of known digest, unless it is stored. */
    void write(Descriptor blob, Content content) {
        if (!FileFailure.typed("looking for " + blob.digest(), where, () -> isThere(blob))) {
            replace(blob, content);
        }
    }

    /** Writes a blob of known digest; a stored file of its name stays until the new content is verified. */
    void replace(Descriptor blob, Content content) {
        FileFailure.typed("writing " + blob.digest(), where, () -> {
            boolean large = blob.size() >= CheckedContent.WORTH_CONTINUING;
            try (LockedFile file = large ? ingest.resume(blob.digest()) : ingest.create()) {
                try {
                    CheckedContent.complete(file.channel(), content, blob, where);
                    force(file.channel());
                } catch (ContentMismatchException e) {
                    throw e;
                } catch (IOException | RuntimeException | Error e) {
                    if (large) {
                        file.keep();
                    }
                    throw e;
                }
                publish(file, blob.digest());
            }
        });
    }

    /** A blob of another size was left by a power failure and is replaced. The age of a good one is reset. */
    private boolean isThere(Descriptor blob) throws IOException {
        Optional<FileRegion> present = files.find(blob.digest());
        return present.isPresent() && present.get().length() == blob.size() && isTouched(blob.digest());
    }

    /** Returns whether a small blob is there with these very bytes, and resets its age. */
    boolean has(Digest blob, byte[] bytes) {
        return FileFailure.typed("reading " + blob, where, () -> {
            Optional<FileRegion> present = files.find(blob);
            return present.isPresent()
                    && present.get().length() == bytes.length
                    && Arrays.equals(present.get().bytes(), bytes)
                    && isTouched(blob);
        });
    }

    /**
     * Resets the age of a blob, so that garbage collection keeps it until a manifest references it; false when it has just
     * been removed.
     */
    private boolean isTouched(Digest blob) throws IOException {
        try {
            Files.setLastModifiedTime(files.blob(blob), FileTime.fromMillis(System.currentTimeMillis()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Writes a blob of unknown digest. */
    Descriptor write(String mediaType, Content content) {
        return FileFailure.typed("writing a blob", where, () -> {
            try (LockedFile file = ingest.create()) {
                DigestingSink digest = new DigestingSink();
                content.writeTo(digest.before(BlobSink.of(file.channel())));
                Descriptor written = digest.descriptor(mediaType);
                if (!isThere(written)) {
                    force(file.channel());
                    publish(file, written.digest());
                }
                return written;
            }
        });
    }

    private void force(FileChannel channel) throws IOException {
        if (options.syncBlobs()) {
            channel.force(true);
        }
    }

    private void publish(LockedFile file, Digest digest) throws IOException {
        Path target = files.blob(digest);
        files.makeDirectory(files.blobs());
        files.makeDirectory(files.folder(digest.algorithm()));
        file.publish(target);
    }
}
