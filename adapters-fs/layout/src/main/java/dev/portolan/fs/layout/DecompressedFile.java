package dev.portolan.fs.layout;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.portolan.content.Streams;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks a compressed archive into a temporary file. One cannot seek in a compressed tar, and its index may stand at
 * its end; so it is read once and kept until the repository is closed.
 */
final class DecompressedFile {
    /** An archive that is not larger than this may have been compressed to anything. */
    private static final long HARMLESS = 64L << 20;

    private DecompressedFile() {}

    /** The unpacked archive, which the caller deletes; empty when the file is not compressed. */
    static Optional<Path> of(Path file, String where, LayoutOptions options) throws IOException {
        byte[] magic;
        try (InputStream start = Files.newInputStream(file)) {
            magic = start.readNBytes(4);
        }
        if (!isGzip(magic) && !isZstd(magic)) {
            return Optional.empty();
        }
        Path folder = options.spoolFolder().orElse(null);
        Path spool = folder == null
                ? Files.createTempFile("portolan-", ".tar")
                : Files.createTempFile(folder, "portolan-", ".tar");
        boolean complete = false;
        try (InputStream compressed = Files.newInputStream(file);
                OutputStream out = Files.newOutputStream(spool)) {
            long limit = Math.max(HARMLESS, times(Files.size(file), options.ratio()));
            unpack(isGzip(magic), compressed, out, limit, where);
            complete = true;
            return Optional.of(spool);
        } catch (ZipException | ZstdIOException | EOFException e) {
            throw new InvalidArchiveException(Problem.of("the archive cannot be decompressed")
                    .at(where)
                    .because(String.valueOf(e.getMessage()))
                    .causedBy(e));
        } finally {
            if (!complete) {
                Files.deleteIfExists(spool);
            }
        }
    }

    private static void unpack(boolean gzip, InputStream compressed, OutputStream out, long limit, String where)
            throws IOException {
        try (InputStream plain =
                gzip ? new GZIPInputStream(compressed, Streams.BUFFER) : new ZstdInputStream(compressed)) {
            byte[] buffer = new byte[Streams.BUFFER];
            long count = 0;
            for (int n; (n = plain.read(buffer)) >= 0; ) {
                count += n;
                if (count > limit) {
                    throw new LimitExceededException(Problem.of("the archive decompresses to too much")
                            .at(where)
                            .because("it becomes more than " + limit + " bytes")
                            .advice("raise LayoutOptions.ratio if it is to be trusted"));
                }
                out.write(buffer, 0, n);
            }
        }
    }

    /** Of a large file and a ratio that means "any", the product has no room in a long. */
    private static long times(long size, int ratio) {
        return size > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : size * ratio;
    }

    private static boolean isGzip(byte[] magic) {
        return magic.length == 4 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    }

    private static boolean isZstd(byte[] magic) {
        return magic.length == 4
                && magic[0] == 0x28
                && magic[1] == (byte) 0xb5
                && magic[2] == 0x2f
                && magic[3] == (byte) 0xfd;
    }
}
