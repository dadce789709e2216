package dev.portolan.fs.unpack;

import static dev.portolan.fs.unpack.TarBuilder.binary;
import static dev.portolan.fs.unpack.TarBuilder.octal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tars that want out, or want more than they should have. Each is refused, and nothing outside is touched. */
class HostileTarTest {
    private static final UnpackLimits LIMITS = new UnpackLimits(100, 10 << 20, 1000);

    @TempDir
    Path temp;

    private Path destination;

    @BeforeEach
    void create_a_secret_next_to_the_destination() throws IOException {
        destination = Files.createDirectory(temp.resolve("destination"));
        Files.writeString(Files.createDirectory(temp.resolve("outside")).resolve("secret"), "secret");
    }

    static Stream<Arguments> tars() {
        return Stream.of(
                        names(),
                        symbolicLinks(),
                        hardLinks(),
                        kinds(),
                        collisions(),
                        tooMuch(),
                        malformedHeaders(),
                        malformedExtensions(),
                        malformedCompression())
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> names() {
        return Stream.of(
                invalid("an absolute name", tar().file("/tmp/escaped", "x")),
                invalid("a name that begins with ..", tar().file("../outside/escaped", "x")),
                invalid("a name with .. in the middle", tar().file("a/../../outside/escaped", "x")),
                invalid("a name that ends with ..", tar().directory("a/..")),
                invalid("a name that leaves with backslashes", tar().file("..\\outside\\escaped", "x")),
                invalid("a name that mixes slashes and backslashes", tar().file("a/..\\..\\escaped", "x")),
                invalid("a name with a drive", tar().file("C:\\escaped", "x")),
                invalid("a name on another machine", tar().file("\\\\server\\share\\escaped", "x")),
                invalid("an empty name", tar().file("", "x")),
                invalid("a file named .", tar().file(".", "x")),
                invalid("a file named ./.", tar().file("./.", "x")),
                invalid(
                        "a NUL in a long name",
                        tar().pax('x', "path", "good\0/../../escaped").file("f", "x")),
                arguments("a name that is not UTF-8", latin1("caf\u00e9"), InvalidArchiveException.class),
                invalid(
                        "a long name that leaves",
                        tar().pax('x', "path", "../outside/escaped").file("f", "x")),
                invalid(
                        "GNU's long name that leaves",
                        tar().extension('L', "../outside/escaped\0").file("f", "x")),
                invalid(
                        "a name for all that follows",
                        tar().pax('g', "path", "../outside/escaped").file("f", "x")),
                arguments(
                        "a component that is too long",
                        tar().pax('x', "path", "n".repeat(300)).file("f", "x").bytes(),
                        StorageException.class),
                arguments(
                        "more components than a file system takes",
                        tar().pax('x', "path", "d/".repeat(5000) + "f")
                                .file("f", "x")
                                .bytes(),
                        OciException.class));
    }

    private static Stream<Arguments> symbolicLinks() {
        return Stream.of(
                invalid("a link to an absolute path", tar().symlink("l", "/etc/passwd")),
                invalid("a link to the parent", tar().symlink("l", "..")),
                invalid("a link out through a folder", tar().directory("d").symlink("d/l", "../../outside/secret")),
                invalid("a link out with backslashes", tar().symlink("l", "..\\outside\\secret")),
                invalid("a link to a drive", tar().symlink("l", "C:\\")),
                invalid(
                        "two links that leave together",
                        tar().symlink("d/a", "..").symlink("d/b", "a/../outside")),
                invalid(
                        "the same in the other order",
                        tar().symlink("d/b", "a/../outside").symlink("d/a", "..")),
                invalid(
                        "a chain of three",
                        tar().symlink("x/y/a", "../..").symlink("x/b", "y/a").symlink("c", "x/b/../outside")),
                invalid(
                        "a link up from what another tar may make a link",
                        tar().symlink("l", "sub/other/../../outside")),
                invalid("a link up from a file", tar().file("f", "x").symlink("l", "f/../outside")),
                invalid(
                        "a link longer than any path",
                        tar().pax('x', "linkpath", "a/".repeat(2100)).symlink("l", "a")),
                invalid("links that differ in case", tar().symlink("d/a", "..").symlink("d/b", "A/../outside")),
                invalid("an empty link", tar().symlink("l", "")),
                invalid("a NUL in a link", tar().pax('x', "linkpath", "a\0b").symlink("l", "a")),
                invalid(
                        "a long link that leaves",
                        tar().pax('x', "linkpath", "../outside").symlink("l", "a")),
                invalid(
                        "GNU's long link that leaves",
                        tar().extension('K', "../outside\0").symlink("l", "a")),
                invalid(
                        "a file below a link out",
                        tar().symlink("l", "../outside").file("l/escaped", "x")),
                invalid(
                        "a file below a link within",
                        tar().directory("d").symlink("l", "d").file("l/f", "x")),
                invalid(
                        "a link out that a file replaces",
                        tar().symlink("l", "../outside/secret").file("l", "x")),
                invalid(
                        "a link out that another link replaces",
                        tar().symlink("l", "../outside/secret").symlink("l", "d")),
                invalid(
                        "links that differ in case, the first of which leads up",
                        tar().symlink("d/a", "..")
                                .symlink("d/A", "s/t")
                                .directory("d/s/t")
                                .symlink("d/b", "a/../outside")),
                invalid(
                        "links that differ in Unicode case",
                        tar().symlink("d/k", "..")
                                .symlink("d/\u212a", "s/t")
                                .directory("d/s/t")
                                .symlink("d/b", "k/../outside")),
                invalid(
                        "a chain through a name with a backslash",
                        tar().directory("d/x").symlink("d/x\\y", "..").symlink("d/b", "x\\y/../outside")),
                invalid(
                        "a link up from a link within, which another tar may replace",
                        tar().directory("d/e").symlink("s", "d/e").symlink("l", "s/../../f")),
                invalid("a chain that is too long to follow, and leads out", longChain()),
                invalid(
                        "a link in the place of a folder",
                        tar().file("d/f", "x").symlink("d", "../outside")));
    }

    private static Stream<Arguments> hardLinks() {
        return Stream.of(
                invalid("a hard link out", tar().hardLink("l", "../outside/secret")),
                invalid("a hard link to an absolute path", tar().hardLink("l", "/etc/passwd")),
                invalid("a hard link to nothing", tar().hardLink("l", "missing")),
                invalid("a hard link to a folder", tar().directory("d").hardLink("l", "d")),
                invalid("a hard link to the top", tar().hardLink("l", ".")),
                invalid(
                        "a hard link through a link",
                        tar().symlink("s", "../outside").hardLink("l", "s/secret")),
                invalid("a hard link to itself", tar().hardLink("l", "l")),
                invalid(
                        "a hard link to a link that leads out from there",
                        tar().directory("d").symlink("d/s", "../f").hardLink("l", "d/s")));
    }

    private static Stream<Arguments> kinds() {
        return Stream.of(
                invalid("a character device", tar().entry("d", '3', "")),
                invalid("a block device", tar().entry("d", '4', "")),
                invalid("a named pipe", tar().entry("p", '6', "")),
                invalid("GNU's sparse file", tar().entry("s", 'S', "")),
                invalid("a sparse file", tar().pax('x', "GNU.sparse.major", "1").file("s", "x")),
                invalid("a kind that nobody knows", tar().entry("z", 'Z', "")));
    }

    private static Stream<Arguments> collisions() {
        return Stream.of(
                invalid("a file below a file", tar().file("f", "x").file("f/g", "y")),
                invalid("a folder in the place of a file", tar().file("f", "x").directory("f")),
                invalid(
                        "a file below a large file",
                        tar().file("f", 0644, new byte[100_000]).file("f/g", "y")),
                invalid("a file in the place of a folder", tar().directory("d").file("d", "x")),
                invalid(
                        "a hard link in the place of a folder",
                        tar().file("f", "x").directory("d").hardLink("d", "f")),
                invalid(
                        "a folder in the place of a link",
                        tar().symlink("l", "d").directory("l")),
                invalid(
                        "a folder in the place of a link, and then a file",
                        tar().symlink("l", "d").directory("l").file("l", "x")),
                invalid(
                        "a name for all that follows",
                        tar().pax('g', "path", "f").file("a", "x").file("b", "y")));
    }

    private static Stream<Arguments> tooMuch() {
        TarBuilder many = tar();
        for (int i = 0; i < 101; i++) {
            many.directory("d" + i);
        }
        TarBuilder deep = tar();
        for (int i = 0; i < 30; i++) {
            deep.file("a" + i + "/b/c/f", "");
        }
        return Stream.of(
                limit("too many entries", many),
                limit("too many folders that are only implied", deep),
                limit("too many bytes", tar().file("f", 0644, new byte[(10 << 20) + 1])),
                limit("a size beyond all disks", tar().header("f", '0', 0644, octal(077777777777L, 11), "")),
                limit("a size beyond all numbers", tar().header("f", '0', 0644, binary(Long.MAX_VALUE), "")),
                limit(
                        "sizes that overflow together",
                        tar().file("a", "x").header("f", '0', 0644, binary(Long.MAX_VALUE), "")));
    }

    /** The kernel gives up after 40 links, until somebody replaces one in the middle. */
    private static TarBuilder longChain() {
        TarBuilder tar = tar().directory("d/e");
        for (int i = 0; i < 50; i++) {
            tar.symlink("d/e/l" + i, "l" + (i + 1));
        }
        return tar.symlink("d/e/l50", "..").symlink("d/out", "e/l0/../../outside");
    }

    private static Stream<Arguments> malformedHeaders() {
        byte[] random = new byte[5000];
        new Random(1).nextBytes(random);
        random[0] = 1;
        byte[] wrongSum = tar().file("f", "x").bytes();
        wrongSum[0] = 'g';
        byte[] whole = tar().file("f", "x".repeat(2000)).bytes();
        return Stream.of(
                arguments("noise", random, InvalidArchiveException.class),
                arguments("a wrong checksum", wrongSum, InvalidArchiveException.class),
                arguments("cut off in a file", Arrays.copyOf(whole, 1000), InvalidArchiveException.class),
                arguments("cut off in a header", Arrays.copyOf(whole, 300), InvalidArchiveException.class),
                arguments("cut off in the padding", Arrays.copyOf(whole, 512 + 2000), InvalidArchiveException.class),
                invalid(
                        "a directory with content",
                        tar().header("d", '5', 0755, octal(512, 11), "")
                                .content(tar().file("smuggled", "x").unfinished())),
                invalid(
                        "a symbolic link with content",
                        tar().header("l", '2', 0755, octal(512, 11), "f")
                                .content(tar().file("smuggled", "").unfinished())),
                invalid(
                        "an old directory with content",
                        tar().header("d/", (char) 0, 0755, octal(512, 11), "")
                                .content(tar().file("smuggled", "").unfinished())),
                invalid(
                        "a hard link with content",
                        tar().file("f", "x")
                                .pax('x', "size", "512")
                                .hardLink("l", "f")
                                .content(tar().file("smuggled", "").unfinished())),
                invalid(
                        "a size behind a NUL",
                        tar().header("f", '0', 0644, "\0000000002".getBytes(), "")
                                .content(new byte[512])),
                invalid("a size below zero", tar().header("f", '0', 0644, binary(-1), "")),
                invalid("a size that is no number", tar().header("f", '0', 0644, "12x45".getBytes(), "")),
                invalid("a size of too many bits", tar().header("f", '0', 0644, tooLarge(), "")));
    }

    private static Stream<Arguments> malformedExtensions() {
        return Stream.of(
                invalid(
                        "a record without a length",
                        tar().extension('x', "path=f\n").file("f", "x")),
                invalid(
                        "a record longer than its header",
                        tar().extension('x', "99 path=f\n").file("f", "x")),
                invalid(
                        "a record of length 0",
                        tar().extension('x', "0 path=f\n").file("f", "x")),
                invalid(
                        "a record without an end",
                        tar().extension('x', "9 path=ff").file("f", "x")),
                invalid(
                        "a record without a value",
                        tar().extension('x', "7 path\n").file("f", "x")),
                invalid(
                        "a record's length that overflows",
                        tar().extension('x', "9999999999 a=b\n").file("f", "x")),
                invalid(
                        "a record's size below zero",
                        tar().pax('x', "size", "-5").file("f", "x")),
                invalid(
                        "a record's size that is no number",
                        tar().pax('x', "size", "1e3").file("f", "x")),
                invalid(
                        "a record's time that is no number",
                        tar().pax('x', "mtime", "now").file("f", "x")),
                limit("extensions without end", extensions()),
                limit("an extension of some GiB", tar().header("x", 'x', 0644, octal(1L << 32, 11), "")),
                limit("a long name of some GiB", tar().header("x", 'L', 0644, octal(1L << 32, 11), "")),
                invalid(
                        "two names in two headers",
                        tar().extension('L', "a\0").pax('x', "path", "b").file("f", "x")),
                invalid("a name that is empty", tar().pax('x', "path", "").file("f", "x")),
                invalid(
                        "a size for all that follows",
                        tar().pax('g', "size", "512").file("f", "x")),
                invalid("an extension of nothing", tar().pax('x', "path", "f")));
    }

    private static TarBuilder extensions() {
        TarBuilder tar = tar();
        for (int i = 0; i < 2000; i++) {
            tar.pax('x', "comment", "x");
        }
        return tar.file("f", "x");
    }

    /** A name of one byte a character, which tars had before they had UTF-8. */
    private static byte[] latin1(String name) {
        byte[] bytes = tar().file("f".repeat(name.length()), "x").bytes();
        int sum = 0;
        for (int i = 0; i < name.length(); i++) {
            sum += name.charAt(i) - 'f';
            bytes[i] = (byte) name.charAt(i);
        }
        int before = Integer.parseInt(new String(bytes, 148, 6, StandardCharsets.US_ASCII), 8);
        byte[] digits = octal(before + sum, 6);
        System.arraycopy(digits, 0, bytes, 148, digits.length);
        return bytes;
    }

    private static Stream<Arguments> malformedCompression() {
        byte[] good = tar().file("f", "x").bytes();
        byte[] gzip = gzip(good);
        byte[] wrongSum = gzip.clone();
        wrongSum[gzip.length - 8] ^= 1;
        byte[] flags = gzip.clone();
        flags[3] = (byte) 0xe0;
        byte[] zstd = Zstd.compress(good);
        return Stream.of(
                arguments(
                        "gzip and then something else", joined(gzip, "rest".getBytes()), InvalidArchiveException.class),
                arguments(
                        "gzip, padding, something else",
                        joined(gzip, new byte[] {0, 0, 1}),
                        InvalidArchiveException.class),
                arguments("gzip with a wrong checksum", wrongSum, InvalidArchiveException.class),
                arguments("gzip with unknown flags", flags, InvalidArchiveException.class),
                arguments("gzip cut off", Arrays.copyOf(gzip, gzip.length - 5), InvalidArchiveException.class),
                arguments("a gzip header alone", Arrays.copyOf(gzip, 10), InvalidArchiveException.class),
                arguments(
                        "a second member that wants out",
                        joined(
                                gzip(tar().file("f", "x").unfinished()),
                                gzip(tar().file("../escaped", "x").bytes())),
                        InvalidArchiveException.class),
                arguments("zstd that takes a gigabyte to decode", wide(good), LimitExceededException.class),
                arguments("zstd cut off", Arrays.copyOf(zstd, zstd.length - 3), InvalidArchiveException.class),
                arguments(
                        "zstd and then something else",
                        joined(zstd, "rest".getBytes()),
                        InvalidArchiveException.class));
    }

    /** Compressed so that a decoder has to keep the last GiB (RFC 8878, 3.1.1.1.2). */
    private static byte[] wide(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(bytes);
            // or else the frame says how little it is, and has no window
            zstd.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] frame = out.toByteArray();
        frame[5] = (byte) ((30 - 10) << 3);
        return frame;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tars")
    void a_hostile_tar_is_refused_and_nothing_outside_is_touched(
            String what, byte[] tar, Class<? extends OciException> expected) throws IOException {
        Map<String, String> before = snapshot();
        assertThatThrownBy(
                        () -> Unpacker.create().withLimits(LIMITS).unpack(new ByteArrayInputStream(tar), destination))
                .as(what)
                .isInstanceOf(expected);
        assertThat(snapshot()).isEqualTo(before);
        assertThat(Path.of("/tmp/escaped")).doesNotExist();
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(temp)) {
            paths.forEach(path -> all.put(temp.relativize(path).toString(), contentOf(path)));
        }
        return all;
    }

    private static String contentOf(Path path) {
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TarBuilder tar() {
        return new TarBuilder();
    }

    private static Arguments invalid(String what, TarBuilder tar) {
        return arguments(what, tar.bytes(), InvalidArchiveException.class);
    }

    private static Arguments limit(String what, TarBuilder tar) {
        return arguments(what, tar.bytes(), LimitExceededException.class);
    }

    private static byte[] tooLarge() {
        byte[] bytes = new byte[12];
        Arrays.fill(bytes, (byte) 0x7f);
        bytes[0] = (byte) 0x80;
        return bytes;
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
