package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same tree gives the same digest in every JVM and locale. */
class ReproducibleTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /**
     * If these change, content that was packed before is not found in a registry. Zstd's may change with its library.
     */
    private static final Map<Compression, String> DIGESTS = Map.of(
            Compression.GZIP, "sha256:7268abffbc74d29fd190200fb8ceb035cb74584085b5522b2430fa657aa7b72e",
            Compression.ZSTD, "sha256:c89ebc4bfc0844d2717d768fd110f99c6e2fae5e80a4137b7449cde3afc75c38",
            Compression.NONE, "sha256:d24189841b65555d3f0938044b337729eef60d9454709d1153191ef65ee75cce");

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void the_same_tree_gives_the_same_digests_with_one_thread_and_with_eight(Compression compression) throws Exception {
        Path tree = tree();
        for (int threads : new int[] {1, 8}) {
            assertThat(PackingProcess.packed(tree, compression, threads).digest())
                    .as(threads + " threads")
                    .hasToString(DIGESTS.get(compression));
        }
    }

    @Test
    void every_installed_jdk_gives_the_same_digests_in_every_locale() throws Exception {
        String path = tree().toUri().getRawPath();
        List<String> expected = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            expected.addAll(Collections.nCopies(2, compression + " " + DIGESTS.get(compression)));
        }
        Set<Path> jdks = jdks();
        for (Path jdk : jdks) {
            for (String locale : List.of("C", "C.UTF-8")) {
                assertThat(PackingProcess.run(jdk, List.of(), Map.of("LC_ALL", locale), "digests", path))
                        .as(jdk + " in the locale " + locale)
                        .isEqualTo(expected);
            }
        }
        System.out.println(
                "packed the same with " + jdks + (jdks.size() == 1 ? "; no other JDK was found beside it" : ""));
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("träe"));
        RandomTree.make(tree, 42, 60);
        return tree;
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
