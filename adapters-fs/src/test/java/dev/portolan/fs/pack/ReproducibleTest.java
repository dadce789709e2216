package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tree gives the same digest, in whatever JVM and locale. */
class ReproducibleTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    Path temp;

    @Test
    void every_jdk_beside_this_one_gives_the_same_digests_in_every_locale() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("träe"));
        RandomTree.make(tree, 42, 60);
        Set<List<String>> answers = new HashSet<>();
        for (Path jdk : jdks()) {
            for (String locale : List.of("C", "C.UTF-8")) {
                String path = tree.toUri().getRawPath();
                answers.add(PackingProcess.run(jdk, List.of(), Map.of("LC_ALL", locale), "digests", path));
            }
        }
        assertThat(answers).hasSize(1);
        assertThat(new HashSet<>(answers.iterator().next()))
                .as("one digest for each compression, for 1 and 8 threads")
                .hasSize(Compression.values().length);
    }

    @Test
    void a_heap_of_32_mib_is_enough_to_pack_and_unpack() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < 2; i++) {
            try (OutputStream out = Files.newOutputStream(tree.resolve("large" + i))) {
                for (int n = 0; n < 20; n++) {
                    out.write(noise);
                }
            }
        }
        for (int i = 0; i < 500; i++) {
            Files.writeString(
                    Files.createDirectories(tree.resolve("d" + i % 20)).resolve("f" + i), "content " + i);
        }
        List<String> said = PackingProcess.run(
                JAVA_HOME,
                List.of("-Xmx32m"),
                Map.of(),
                "round-trip",
                tree.toUri().getRawPath(),
                temp.resolve("out").toString());
        assertThat(said).containsExactly("done");
        assertThat(RandomTree.described(temp.resolve("out/tree"))).isEqualTo(RandomTree.described(tree));
    }

    private static Set<Path> jdks() throws IOException {
        Set<Path> homes = new TreeSet<>(Set.of(JAVA_HOME.toRealPath()));
        Path parent = JAVA_HOME.toRealPath().getParent();
        if (parent != null) {
            try (Stream<Path> beside = Files.list(parent)) {
                for (Path home : (Iterable<Path>) beside::iterator) {
                    if (Files.isExecutable(home.resolve("bin/java"))) {
                        homes.add(home.toRealPath());
                    }
                }
            }
        }
        return homes;
    }
}
