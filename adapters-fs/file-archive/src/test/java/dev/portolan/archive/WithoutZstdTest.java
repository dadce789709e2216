package dev.portolan.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Reference;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in another JVM, where zstd-jni is missing or cannot load its native code. */
class WithoutZstdTest {
    @TempDir
    Path folder;

    @BeforeEach
    void anArchiveThatNeedsZstd() throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Fixture.write(tree, Map.of("a.txt", "hello ".repeat(1000).getBytes(UTF_8), "b.txt", "b".getBytes(UTF_8)));
        try (FileArchives archives = archives();
                PackedArchive packed = ArchivePacker.builder()
                        .compression(Compression.ZSTD)
                        .build()
                        .pack(tree)) {
            archives.push(Program.reference(folder, "zstd"), packed);
        }
        Files.write(folder.resolve("tar.zst"), Zstd.compress(new byte[10240]));
    }

    @Test
    void without_the_zstd_jar_gzip_works_and_zstd_is_a_typed_error() throws Exception {
        List<String> printed = run(jar -> !jar.contains("zstd-jni"), List.of());
        assertThat(printed.subList(0, 3))
                .containsExactly("gzip round trip", "uncompressed archive read", "file in a zstd archive: b");
        assertThat(printed.subList(3, 7))
                .allSatisfy(line -> assertThat(line)
                        .startsWith("zstd is not available")
                        .contains("zstd-jni is not on the class path")
                        .contains("add com.github.luben:zstd-jni, or use gzip"));
        assertThat(printed).hasSize(7);
    }

    @Test
    void an_unusable_directory_for_native_code_is_named_with_its_setting() throws Exception {
        Path missing = folder.resolve("missing");
        List<String> printed = run(jar -> true, List.of("-DZstdTempFolder=" + missing));
        assertThat(printed.subList(0, 3))
                .containsExactly("gzip round trip", "uncompressed archive read", "file in a zstd archive: b");
        assertThat(printed.subList(3, 7))
                .allSatisfy(line -> assertThat(line)
                        .startsWith("zstd is not available")
                        .contains(missing.toString())
                        .contains("java -DZstdTempFolder=DIR")
                        .contains("java -DZstdNativePath=FILE"));
        assertThat(printed).hasSize(7);
    }

    private static FileArchives archives() {
        LayoutTransport layouts = LayoutTransport.create();
        return FileArchives.builder(layouts::open).build();
    }

    /** Without it, newer JDKs print a warning when a library loads native code. */
    private static Stream<String> nativeAccess() {
        return Runtime.version().feature() < 24 ? Stream.of() : Stream.of("--enable-native-access=ALL-UNNAMED");
    }

    private List<String> run(Predicate<String> jars, List<String> options) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jars)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        nativeAccess(),
                        options.stream(),
                        Stream.of("-cp", classPath, Program.class.getName(), folder.toString()))
                .flatMap(words -> words)
                .toList();
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        return Files.readAllLines(output);
    }

    /** Prints a line for each thing that it tries. */
    static final class Program {
        private Program() {}

        static Reference reference(Path folder, String tag) {
            return Reference.parse("oci-layout:" + folder.resolve("layout") + ":" + tag);
        }

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            Path tree = folder.resolve("tree");
            gzip(tree, folder.resolve("unpacked"));
            try (FileArchives archives = archives()) {
                uncompressed(archives, tree, folder);
                FileArchive zstd = archives.pull(reference(folder, "zstd"));
                System.out.println("file in a zstd archive: " + new String(zstd.read("b.txt"), UTF_8));
                refused(() -> zstd.read("a.txt"));
                refused(() -> zstd.extract(folder.resolve("extracted"), ExtractOptions.defaults()));
            }
            refused(() -> ArchivePacker.builder()
                    .compression(Compression.ZSTD)
                    .build()
                    .pack(tree)
                    .close());
            refused(() -> {
                try (InputStream tar = Files.newInputStream(folder.resolve("tar.zst"))) {
                    Unpacker.create().unpack(tar, folder.resolve("refused"));
                }
            });
        }

        private static void gzip(Path tree, Path unpacked) throws IOException {
            byte[] tar;
            try (InputStream in = Pack.directory(tree).content().open()) {
                tar = in.readAllBytes();
            }
            Unpacker.create().unpack(new ByteArrayInputStream(tar), unpacked);
            assertThat(unpacked.resolve("tree/b.txt")).hasContent("b");
            System.out.println("gzip round trip");
        }

        private static void uncompressed(FileArchives archives, Path tree, Path folder) {
            try (PackedArchive packed = ArchivePacker.builder().build().pack(tree)) {
                archives.push(reference(folder, "plain"), packed);
            }
            FileArchive archive = archives.pull(reference(folder, "plain"));
            assertThat(archive.read("b.txt")).isEqualTo("b".getBytes(UTF_8));
            archive.extract(folder.resolve("plain"), ExtractOptions.defaults());
            assertThat(folder.resolve("plain/a.txt")).content().startsWith("hello hello");
            System.out.println("uncompressed archive read");
        }

        private interface Step {
            void run() throws IOException;
        }

        private static void refused(Step step) throws IOException {
            try {
                step.run();
                System.out.println("worked");
            } catch (UnsupportedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
