package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a tar's modes and times its files and directories get, small and large ones alike. */
class KeptAttributesTest {
    private static final int LARGE = SmallFiles.LARGEST + 1;

    @TempDir
    Path temp;

    private Path unpack(Unpacker unpacker, TarBuilder tar, String name) {
        unpacker.unpack(new ByteArrayInputStream(tar.bytes()), temp.resolve("out"));
        return temp.resolve("out").resolve(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LARGE})
    void a_file_gets_the_time_of_the_tar_only_on_request(int size) throws IOException {
        TarBuilder tar = new TarBuilder().pax('x', "mtime", "2000000").file("f", 0644, new byte[size]);

        Path file = unpack(Unpacker.create(), tar, "f");
        assertThat(Files.getLastModifiedTime(file).toInstant()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));

        unpack(Unpacker.create().withTimes(true).withOverwrite(true), tar, "f");
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(2_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, LARGE})
    void a_file_that_nobody_may_read_gets_its_time_and_its_mode(int size) throws IOException {
        TarBuilder tar = new TarBuilder().pax('x', "mtime", "2000000").file("f", 0200, new byte[size]);

        Path file = unpack(Unpacker.create().withTimes(true), tar, "f");

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(2_000_000_000L));
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100200);

        unpack(Unpacker.create().withOverwrite(true), tar, "f");
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, LARGE})
    void a_file_gets_its_special_bits_only_on_request(int size) throws IOException {
        TarBuilder tar = new TarBuilder().file("f", 04711, new byte[size]);

        Path file = unpack(Unpacker.create(), tar, "f");
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100711);

        unpack(Unpacker.create().withSpecialBits(true).withOverwrite(true), tar, "f");
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0104711);
    }

    @Test
    void a_directory_gets_its_special_bits_only_on_request() throws IOException {
        TarBuilder tar = new TarBuilder()
                .header("d", '5', 01755, TarBuilder.octal(0, 11), "")
                .header("d/e", '5', 03711, TarBuilder.octal(0, 11), "");

        Path directory = unpack(Unpacker.create(), tar, "d");
        assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(040755);

        unpack(Unpacker.create().withSpecialBits(true).withOverwrite(true), tar, "d");
        assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(041755);
        assertThat(Files.getAttribute(directory.resolve("e"), "unix:mode")).isEqualTo(043711);
    }

    @Test
    void the_last_entry_of_a_directory_says_its_mode() throws IOException {
        TarBuilder tar = new TarBuilder()
                .header("d", '5', 0500, TarBuilder.octal(0, 11), "")
                .file("d/f", "x")
                .header("d", '5', 0710, TarBuilder.octal(0, 11), "");

        Path directory = unpack(Unpacker.create(), tar, "d");

        assertThat(Files.getAttribute(directory, "unix:mode")).isEqualTo(040710);
    }

    @Test
    void a_time_beyond_what_java_can_say_is_the_furthest() throws IOException {
        TarBuilder tar =
                new TarBuilder().pax('x', "mtime", "9223372036854775807").file("f", "x");

        Path file = unpack(Unpacker.create().withTimes(true), tar, "f");

        assertThat(Files.getLastModifiedTime(file).toInstant()).isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @Test
    void the_destination_keeps_its_own_mode_and_time() throws IOException {
        Path out = Files.createDirectory(temp.resolve("out"));
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxr-x--x"));
        TarBuilder tar = new TarBuilder()
                .pax('x', "mtime", "2000000")
                .header("./", '5', 0700, TarBuilder.octal(0, 11), "")
                .file("./f", "x");

        unpack(Unpacker.create().withTimes(true), tar, "f");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.getLastModifiedTime(out).toInstant()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
    }

    private static Descriptor directory(byte[] tar) {
        return Descriptor.of(MediaTypes.LAYER_TAR, tar)
                .withAnnotation(Annotations.TITLE, "tree")
                .withAnnotation(Annotations.UNPACK, "true");
    }

    @Test
    void the_top_of_a_pulled_directory_gets_its_mode_and_time() throws IOException {
        byte[] tar = new TarBuilder()
                .pax('x', "mtime", "2000000")
                .header("tree", '5', 0510, TarBuilder.octal(0, 11), "")
                .file("tree/f", "x")
                .bytes();
        try (DirectoryTarget target =
                DirectoryTarget.into(temp.resolve("out"), Unpacker.create().withTimes(true))) {
            target.write(directory(tar), Content.of(tar));
        }

        Path tree = temp.resolve("out/tree");
        assertThat(Files.getAttribute(tree, "unix:mode")).isEqualTo(040510);
        assertThat(Files.getLastModifiedTime(tree)).isEqualTo(FileTime.fromMillis(2_000_000_000L));
    }

    /** GNU tar fills its last record with zeros, which compress away. */
    @Test
    void the_digest_before_compression_covers_what_follows_the_end_of_the_tar() throws IOException {
        byte[] tar = new TarBuilder()
                .file("tree/f", "x")
                .raw(new byte[1024])
                .raw(new byte[300_000])
                .bytes();
        byte[] gzip = HostileTarTest.gzip(tar);
        Descriptor blob = directory(gzip)
                .withAnnotation(Annotations.UNPACKED_DIGEST, Digest.sha256(tar).toString());
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(blob, Content.of(gzip));
        }

        assertThat(temp.resolve("out/tree/f")).hasContent("x");
    }
}
