package dev.portolan.fs.unpack;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.Staging;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes verified content to files in the staging folder, and continues a file that an earlier attempt has left. */
final class StagedFiles {
    /** Smaller files are not worth continuing. */
    private static final long WORTH_CONTINUING = 1 << 20;

    private final Staging staging;

    StagedFiles(Staging staging) {
        this.staging = staging;
    }

    /** Writes content; the file is good when this returns. */
    Path write(Descriptor blob, Content content, String where) throws IOException {
        if (blob.size() >= WORTH_CONTINUING) {
            String name = blob.digest().algorithm().id() + "-" + blob.digest().hex();
            Optional<Path> partial = staging.claim(name);
            if (partial.isPresent()) {
                try {
                    writePartial(partial.get(), blob, content, where);
                    Path whole = staging.newFile();
                    return Files.move(partial.get(), whole);
                } finally {
                    staging.unclaim(name);
                }
            }
        }
        Path path = staging.newFile();
        writeAnew(path, blob, content, where);
        return path;
    }

    private static void writePartial(Path path, Descriptor blob, Content content, String where) throws IOException {
        long there = sizeOf(path);
        if (there > 0 && there <= blob.size() && continues(path, there, blob, content, where)) {
            return;
        }
        Files.deleteIfExists(path);
        try {
            writeAnew(path, blob, content, where);
        } catch (ContentMismatchException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static long sizeOf(Path path) throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void writeAnew(Path path, Descriptor blob, Content content, String where) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (content.verifies(blob.digest())) {
                content.writeTo(buffer -> Channels.writeFully(channel, buffer));
            } else {
                Verifier verifier = Verifier.of(blob, where);
                content.writeTo(verifier.before(buffer -> Channels.writeFully(channel, buffer)));
                verifier.finish();
            }
        }
    }

    /** Hashes the existing part again and adds the rest; returns whether the whole is valid. */
    private static boolean continues(Path path, long there, Descriptor blob, Content content, String where)
            throws IOException {
        Verifier verifier = Verifier.of(blob, where);
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Streams.BUFFER);
            while (channel.read(buffer) >= 0) {
                verifier.update(buffer.flip());
                buffer.clear();
            }
            if (there < blob.size()) {
                BlobSink rest = verifier.before(more -> Channels.writeFully(channel, more));
                try (InputStream stream = content.openAt(there)) {
                    Streams.transfer(stream, rest);
                }
            }
            verifier.finish();
            return true;
        } catch (ContentMismatchException e) {
            return false;
        }
    }
}
