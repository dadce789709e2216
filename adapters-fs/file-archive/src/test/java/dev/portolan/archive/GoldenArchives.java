package dev.portolan.archive;

import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Archives that were written by the Go implementation of the format: bytes of another program's making. */
public final class GoldenArchives {
    public static final long MODIFIED_NANOS = 1_767_323_045_123_456_789L; // 2026-01-02T03:04:05.123456789Z

    /** The expected content of each file of the archives; the noise is random, so only its hash is known. */
    public record File(String path, int mode, int size, String content) {}

    public static final List<File> FILES = List.of(
            new File(".hidden", 0600, 7, "hidden\n"),
            new File("a.txt", 0644, 6, "hello\n"),
            new File("a/x", 0644, 9, "inside a\n"),
            new File("config.json", 0644, 22, "{\"name\":\"demo\",\"n\":1}\n"),
            new File("docs/naïve-ünï.md", 0644, 15, "# unicode name\n"),
            new File("empty.txt", 0644, 0, ""),
            new File("run.sh", 0755, 18, "#!/bin/sh\necho hi\n"),
            new File("src/main/big.txt", 0644, 150890, bigText()),
            new File("src/main/noise.bin", 0644, 20000, ""));

    private GoldenArchives() {}

    public static byte[] index(String archive) {
        return read("/interop/file-archive-" + archive + "/index.blob");
    }

    public static byte[] data(String archive) {
        return read("/interop/file-archive-" + archive + "/data.blob");
    }

    public static Descriptor dataDescriptor(String archive) {
        return Descriptor.of("application/vnd.meigma.blob.data.v1", data(archive));
    }

    private static byte[] read(String resource) {
        try (InputStream stream = GoldenArchives.class.getResourceAsStream(resource)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bigText() {
        return IntStream.range(0, 4000)
                .mapToObj(i -> "line " + i + " of a very compressible file\n")
                .collect(Collectors.joining());
    }
}
