package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.fs.compress.Decompression;
import dev.portolan.fs.compress.DecompressionLimit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Decompresses an archive into a temporary file. A compressed tar cannot be read from the middle, and its index may be
 * at its end; so it is decompressed once, and kept until the repository is closed.
 */
final class DecompressedFile {
    /** Up to this size an archive may have been compressed to anything. */
    private static final long FREE = 64L << 20;

    private DecompressedFile() {}

    /** Returns the decompressed archive, which the caller deletes; empty when the file is not compressed. */
    static Optional<Path> of(Path file, String where, LayoutOptions options) throws IOException {
        try (InputStream start = Files.newInputStream(file)) {
            if (!Decompression.isCompressed(start.readNBytes(Decompression.MAGIC))) {
                return Optional.empty();
            }
        }
        Path result = options.temporaryFile(".tar");
        DecompressionLimit limit = new DecompressionLimit(Long.MAX_VALUE, options.ratio(), FREE, "LayoutOptions.ratio");
        try (InputStream compressed = Files.newInputStream(file);
                InputStream plain = Decompression.of(compressed, limit, where);
                FileChannel out = FileChannel.open(result, StandardOpenOption.WRITE)) {
            Streams.transfer(plain, BlobSink.of(out));
            return Optional.of(result);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(result);
            throw e;
        }
    }
}
