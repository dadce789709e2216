package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A directory with nested folders, an empty file, a unicode name, an executable and 300 kB of noise. */
final class SampleTree {
    private SampleTree() {}

    static Path write(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("a/b/c"));
        Files.createFile(directory.resolve("empty"));
        Files.writeString(directory.resolve("a/naïve-ünï.md"), "# unicode name\n");
        Path script = Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\necho hi\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        byte[] noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        Files.write(directory.resolve("a/b/c/noise.bin"), noise);
        return directory;
    }

    /** Fails unless both hold the same names, bytes and modes. */
    static void assertSame(Path expected, Path actual) throws IOException {
        assertThat(names(actual)).isEqualTo(names(expected));
        try (Stream<Path> paths = Files.walk(expected)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path other = actual.resolve(expected.relativize(path).toString());
                assertThat(other).hasSameBinaryContentAs(path);
                assertThat(Files.getPosixFilePermissions(other, LinkOption.NOFOLLOW_LINKS))
                        .isEqualTo(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
            }
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
