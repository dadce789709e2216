package dev.portolan.fs.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.OciException;
import dev.portolan.fs.files.Trees;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.fs.tar.TarReader;
import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GNU tar and Python find the same entries with the same content in every accepted tar. */
class OtherTarProgramsTest {
    private static final List<String> NAMES = List.of(
            "a",
            "a",
            "b",
            "d",
            "d/",
            "d/a",
            "./a",
            ".//b",
            "d//a",
            "e",
            "e/",
            "l",
            "n".repeat(90) + "/" + "m".repeat(90));
    private static final String LIST = """
            import hashlib, sys, tarfile
            for m in tarfile.open(sys.argv[1], "r:"):
                kind = "f" if m.isreg() and not m.name.endswith("/") else "d" if m.isreg() or m.isdir() else "l" if m.issym() else "h" if m.islnk() else "?"
                content = tarfile.open(sys.argv[1], "r:").fileobj
                content.seek(m.offset_data)
                print(kind, m.name.rstrip("/"), "sha256:" + hashlib.sha256(content.read(m.size)).hexdigest() if kind == "f" else m.linkname)
            """;

    @BeforeAll
    static void other_programs() {
        assumeTrue(available("tar") && available("python3"), "GNU tar and python3");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void accepted_tars_have_the_entries_that_other_programs_find(long seed) throws Exception {
        compare(randomTar(new Random(seed)));
    }

    private static LongStream seeds() {
        return new Random().longs(40);
    }

    @Test
    void a_file_whose_name_ends_with_a_slash_hides_no_entries() throws Exception {
        byte[] smuggled = new TarBuilder().file("smuggled", "x").unfinished();
        byte[] tar = new TarBuilder()
                .header("d/", '0', 0755, TarBuilder.octal(smuggled.length, 11), "")
                .content(smuggled)
                .file("d/f", "x")
                .bytes();
        assertThat(compare(tar)).isTrue();
    }

    private static boolean compare(byte[] tar) throws Exception {
        Path temp = Files.createTempDirectory("other-tars");
        try {
            Path ours = temp.resolve("ours");
            try {
                Unpacker.create().unpack(new ByteArrayInputStream(tar), ours);
            } catch (OciException e) {
                return false;
            }
            Path file = Files.write(temp.resolve("a.tar"), tar);
            assertThat(names(tar))
                    .isEqualTo(run(temp, "tar", "--quoting-style=literal", "-tf", file.toString())
                            .lines()
                            .map(OtherTarProgramsTest::plain)
                            .toList());
            List<String> python =
                    run(temp, "python3", "-c", LIST, file.toString()).lines().toList();
            assertThat(entries(tar)).isEqualTo(python);
            // of directories with content, GNU tar skips the content when it lists, and not when it extracts
            if (!hasDirectoryWithContent(tar)) {
                Path theirs = Files.createDirectory(temp.resolve("theirs"));
                run(temp, "tar", "-C", theirs.toString(), "-xf", file.toString());
                assertThat(described(ours)).isEqualTo(described(theirs));
            }
            return true;
        } finally {
            Trees.delete(temp);
        }
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        TarReader reader = TarReader.of(new ByteArrayInputStream(tar), "test");
        for (Optional<TarEntry> next; (next = reader.next()).isPresent(); ) {
            names.add(plain(next.get().name()));
        }
        return names;
    }

    private static boolean hasDirectoryWithContent(byte[] tar) throws IOException {
        TarReader reader = TarReader.of(new ByteArrayInputStream(tar), "test");
        for (Optional<TarEntry> next; (next = reader.next()).isPresent(); ) {
            if (next.get().kind() == TarEntry.Kind.DIRECTORY && reader.read(new byte[1], 0, 1) > 0) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String name) {
        return name.replaceFirst("/+$", "");
    }

    private static List<String> entries(byte[] tar) throws IOException {
        List<String> entries = new ArrayList<>();
        TarReader reader = TarReader.of(new ByteArrayInputStream(tar), "test");
        for (Optional<TarEntry> next; (next = reader.next()).isPresent(); ) {
            TarEntry entry = next.get();
            String kind = switch (entry.kind()) {
                case FILE -> "f";
                case DIRECTORY -> "d";
                case SYMLINK -> "l";
                case HARD_LINK -> "h";
                default -> "?";
            };
            String rest = entry.regular() ? Digest.sha256(reader.readAll()).toString() : entry.link();
            entries.add(kind + " " + plain(entry.name()) + " " + rest);
        }
        return entries;
    }

    private static Map<String, String> described(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                all.put(
                        root.relativize(path).toString(),
                        Files.isSymbolicLink(path)
                                ? "-> " + Files.readSymbolicLink(path)
                                : Files.isDirectory(path)
                                        ? "d"
                                        : Digest.sha256(Files.readAllBytes(path))
                                                .toString());
            }
        }
        return all;
    }

    private static byte[] randomTar(Random random) {
        TarBuilder tar = new TarBuilder();
        int entries = 1 + random.nextInt(6);
        for (int i = 0; i < entries; i++) {
            if (random.nextInt(6) == 0) {
                extension(tar, random);
            }
            String name = NAMES.get(random.nextInt(NAMES.size()));
            byte[] content = content(random);
            byte[] size = size(random, content.length);
            switch (random.nextInt(10)) {
                case 0 -> tar.header(name, (char) 0, 0644, size, "").content(content);
                case 1 -> tar.header(name, '5', 0755, random.nextInt(4) == 0 ? size : TarBuilder.octal(0, 11), "");
                case 2 -> tar.symlink(name, "b");
                case 3 -> tar.header(name, '1', 0644, size, NAMES.get(random.nextInt(3)));
                case 4 -> tar.header(name, '7', 0644, size, "").content(content);
                default -> tar.header(name, '0', 0644, size, "").content(content);
            }
        }
        return random.nextInt(4) == 0 ? tar.unfinished() : tar.bytes();
    }

    private static void extension(TarBuilder tar, Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(7)) {
            case 0 -> tar.pax('x', "size", Integer.toString(random.nextInt(1200)));
            case 1 -> tar.pax('x', "path", name);
            case 2 -> tar.pax('x', "linkpath", "a");
            case 3 -> tar.pax('g', random.nextBoolean() ? "comment" : "path", "a");
            case 4 -> tar.extension('L', name + "\0");
            case 5 -> tar.extension('K', "a\0");
            default -> tar.pax('x', "mtime", "123.5");
        }
    }

    /** Headers of other entries, where they must not be read as entries. */
    private static byte[] content(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[0];
            case 1 -> new TarBuilder().file("smuggled", "").unfinished();
            case 2 -> new byte[1 + random.nextInt(1100)];
            default -> "text".getBytes(UTF_8);
        };
    }

    private static byte[] size(Random random, int size) {
        return switch (random.nextInt(8)) {
            case 0 -> (" " + Integer.toOctalString(size) + " ").getBytes(UTF_8);
            case 1 -> ("\0" + Integer.toOctalString(size)).getBytes(UTF_8);
            case 2 -> (Integer.toOctalString(size) + "\0007").getBytes(UTF_8);
            case 3 -> TarBuilder.binary(size);
            default -> TarBuilder.octal(size, 11);
        };
    }

    private static boolean available(String program) {
        try {
            Process process = new ProcessBuilder(program, "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0 && (!program.equals("tar") || version.contains("GNU tar"));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("error").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("error")))
                .isZero();
        return output;
    }
}
