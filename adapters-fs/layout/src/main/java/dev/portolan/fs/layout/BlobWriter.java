package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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
            try (IngestFile file = large ? ingest.resume(blob.digest()) : ingest.create()) {
                try {
                    fill(file.channel(), blob, content);
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

    private void fill(FileChannel channel, Descriptor blob, Content content) throws IOException {
        if (!CheckedContent.complete(channel, content, blob, where)) {
            channel.truncate(0);
            CheckedContent.fill(channel, content, blob, where);
        }
        force(channel);
    }

    /** A blob of another size was left by a power failure and is replaced. The age of a good one is reset. */
    private boolean isThere(Descriptor blob) throws IOException {
        Optional<FileRegion> present = files.find(blob.digest());
        if (present.isEmpty() || present.get().length() != blob.size()) {
            return false;
        }
        touch(blob.digest());
        return true;
    }

    /** Resets the age of a blob, so that garbage collection keeps it until a manifest references it. */
    void touch(Digest blob) {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        FileFailure.typed(
                "marking " + blob + " as wanted", where, () -> Files.setLastModifiedTime(files.blob(blob), now));
    }

    /** Returns whether a small blob is there with these very bytes. */
    boolean has(Digest blob, byte[] bytes) {
        return FileFailure.typed("reading " + blob, where, () -> {
            Optional<FileRegion> present = files.find(blob);
            return present.isPresent()
                    && present.get().length() == bytes.length
                    && Arrays.equals(present.get().bytes(), bytes);
        });
    }

    /** Writes a blob of unknown digest. */
    Descriptor write(String mediaType, Content content) {
        return FileFailure.typed("writing a blob", where, () -> {
            try (IngestFile file = ingest.create()) {
                DigestingSink digest = new DigestingSink();
                content.writeTo(digest.before(buffer -> Channels.writeFully(file.channel(), buffer)));
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

    private void publish(IngestFile file, Digest digest) throws IOException {
        Path target = files.blob(digest);
        files.makeDirectory(files.blobs());
        files.makeDirectory(files.folder(digest.algorithm()));
        file.publish(target);
    }
}
