package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Optional;

/** Writes blobs into a layout: to a file in {@code ingest/}, verified, then renamed. */
final class BlobWriter {
    private final LayoutFiles files;
    private final String place;
    private final LayoutOptions options;

    BlobWriter(LayoutFiles files, String place, LayoutOptions options) {
        this.files = files;
        this.place = place;
        this.options = options;
    }

    /** Writes a blob of known digest, unless it is there. */
    void write(Descriptor blob, Content content) {
        try {
            if (isThere(blob)) {
                return;
            }
            Path temporary = files.temporary();
            try {
                fill(temporary, blob, content);
                publish(temporary, blob.digest());
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw Streams.failure("writing " + blob.digest(), place, e);
        } catch (UncheckedIOException e) {
            throw Streams.failure("writing " + blob.digest(), place, e);
        }
    }

    /** A blob of another size is what a power failure left; it is replaced. One that is good is marked as wanted. */
    private boolean isThere(Descriptor blob) throws IOException {
        Optional<FileRegion> present = files.find(blob.digest());
        if (present.isEmpty() || present.get().length() != blob.size()) {
            return false;
        }
        Files.setLastModifiedTime(present.get().file(), FileTime.fromMillis(System.currentTimeMillis()));
        return true;
    }

    private void fill(Path temporary, Descriptor blob, Content content) throws IOException {
        try (FileChannel channel = LayoutFiles.create(temporary)) {
            if (content.verifies(blob.digest())) {
                content.writeTo(buffer -> writeFully(channel, buffer));
                requireSize(blob, channel.position());
            } else {
                Verifier verifier = Verifier.of(blob, place);
                content.writeTo(verifier.before(buffer -> writeFully(channel, buffer)));
                verifier.finish();
            }
            force(channel);
        }
    }

    private void requireSize(Descriptor blob, long size) {
        if (size != blob.size()) {
            throw new ContentMismatchException(Problem.of("content " + blob.digest() + " is damaged")
                    .at(place)
                    .because("it has " + size + " bytes, its descriptor says " + blob.size()));
        }
    }

    /** Writes a blob of unknown digest. */
    Descriptor write(String mediaType, Content content) {
        Path temporary = files.temporary();
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        try {
            try (FileChannel channel = LayoutFiles.create(temporary)) {
                BlobSink sink = buffer -> {
                    hash.update(buffer.duplicate());
                    writeFully(channel, buffer);
                };
                content.writeTo(sink);
                Descriptor written =
                        Descriptor.of(mediaType, Digest.finish(DigestAlgorithm.SHA256, hash), channel.position());
                if (!isThere(written)) {
                    force(channel);
                    publish(temporary, written.digest());
                }
                return written;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw Streams.failure("writing a blob", place, e);
        } catch (UncheckedIOException e) {
            throw Streams.failure("writing a blob", place, e);
        }
    }

    private void force(FileChannel channel) throws IOException {
        if (options.syncBlobs()) {
            channel.force(true);
        }
    }

    private void publish(Path temporary, Digest digest) throws IOException {
        Path file = files.blob(digest);
        files.makeDirectory(files.blobs());
        files.makeDirectory(files.blobs().resolve(digest.algorithm().id()));
        LayoutFiles.rename(temporary, file);
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
