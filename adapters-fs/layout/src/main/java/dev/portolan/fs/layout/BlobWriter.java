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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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

    /** Writes a blob of known digest, unless it is stored. */
    void write(Descriptor blob, Content content) {
        try {
            if (isThere(blob)) {
                return;
            }
        } catch (IOException e) {
            throw FileFailure.of("looking for " + blob.digest(), where, e);
        }
        replace(blob, content);
    }

    /** Writes a blob of known digest; a stored file of its name stays until the new content is verified. */
    void replace(Descriptor blob, Content content) {
        try {
            if (blob.size() < CheckedContent.WORTH_CONTINUING) {
                try (IngestFile file = ingest.create()) {
                    fill(file.channel(), blob, content);
                    publish(file, blob.digest());
                }
            } else {
                writeLarge(blob, content);
            }
        } catch (IOException e) {
            throw FileFailure.of("writing " + blob.digest(), where, e);
        } catch (UncheckedIOException e) {
            throw FileFailure.of("writing " + blob.digest(), where, e);
        }
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
        try {
            Files.setLastModifiedTime(files.blob(blob), FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException e) {
            throw FileFailure.of("marking " + blob + " as wanted", where, e);
        }
    }

    /** Returns whether a small blob is there with these very bytes. */
    boolean has(Descriptor blob, byte[] bytes) {
        try {
            Optional<FileRegion> present = files.find(blob.digest());
            return present.isPresent()
                    && present.get().length() == bytes.length
                    && Arrays.equals(present.get().bytes(), bytes);
        } catch (IOException e) {
            throw FileFailure.of("reading " + blob.digest(), where, e);
        }
    }

    /** Writes a small blob, replacing an existing file. */
    void replace(Digest digest, byte[] bytes) {
        try (IngestFile file = ingest.create()) {
            Channels.writeFully(file.channel(), ByteBuffer.wrap(bytes));
            force(file.channel());
            publish(file, digest);
        } catch (IOException e) {
            throw FileFailure.of("writing " + digest, where, e);
        }
    }

    private void writeLarge(Descriptor blob, Content content) throws IOException {
        try (IngestFile file = ingest.resume(blob.digest())) {
            boolean mismatch = false;
            boolean complete = false;
            try {
                if (CheckedContent.complete(file.channel(), content, blob, where)) {
                    force(file.channel());
                } else {
                    fill(file.channel(), blob, content);
                }
                complete = true;
            } catch (ContentMismatchException e) {
                mismatch = true;
                throw e;
            } finally {
                if (!complete && !mismatch) {
                    file.keep();
                }
            }
            publish(file, blob.digest());
        }
    }

    private void fill(FileChannel channel, Descriptor blob, Content content) throws IOException {
        channel.truncate(0);
        CheckedContent.fill(channel, content, blob, where);
        force(channel);
    }

    /** Writes a blob of unknown digest. */
    Descriptor write(String mediaType, Content content) {
        DigestingSink digest = new DigestingSink();
        try (IngestFile file = ingest.create()) {
            FileChannel channel = file.channel();
            content.writeTo(digest.before(buffer -> Channels.writeFully(channel, buffer)));
            Descriptor written = digest.descriptor(mediaType);
            if (!isThere(written)) {
                force(channel);
                publish(file, written.digest());
            }
            return written;
        } catch (IOException e) {
            throw FileFailure.of("writing a blob", where, e);
        } catch (UncheckedIOException e) {
            throw FileFailure.of("writing a blob", where, e);
        }
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
