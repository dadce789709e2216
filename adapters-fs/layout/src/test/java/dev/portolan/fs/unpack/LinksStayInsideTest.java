package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.OciException;
import dev.portolan.fs.files.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** However many tars are unpacked into a destination, every path in it resolves to something inside. */
class LinksStayInsideTest {
    private static final List<String> NAMES = List.of("a", "A", "b", "k", "\u212a", "d", "x\\y", "d\\..");

    @Property(tries = 500)
    void every_unpacked_path_resolves_inside(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int tars)
            throws IOException {
        Path temp = Files.createTempDirectory("links");
        try {
            Path outside = Files.createDirectory(temp.resolve("outside"));
            Files.writeString(outside.resolve("a"), "secret");
            Path out = Files.createDirectory(temp.resolve("out"));
            Random random = new Random(seed);
            for (int i = 0; i < tars; i++) {
                try {
                    Unpacker.create()
                            .withOverwrite(random.nextBoolean())
                            .unpack(new ByteArrayInputStream(randomTar(random)), out);
                } catch (OciException e) {
                    // refused, which is as good
                }
                assertInside(out.toRealPath());
            }
            assertThat(outside).isDirectoryNotContaining(path -> !path.endsWith("a"));
        } finally {
            Trees.delete(temp);
        }
    }

    private static byte[] randomTar(Random random) {
        TarBuilder tar = new TarBuilder();
        int entries = 1 + random.nextInt(6);
        for (int i = 0; i < entries; i++) {
            String name = path(random, false);
            switch (random.nextInt(6)) {
                case 0 -> tar.file(name, "x");
                case 1, 2 -> tar.directory(name);
                case 3 -> tar.hardLink(name, path(random, false));
                default -> tar.symlink(name, path(random, true));
            }
        }
        return tar.bytes();
    }

    private static String path(Random random, boolean up) {
        StringBuilder path = new StringBuilder();
        int components = 1 + random.nextInt(up ? 5 : 3);
        for (int i = 0; i < components; i++) {
            path.append(i == 0 ? "" : up && random.nextInt(8) == 0 ? "\\" : "/");
            path.append(up && random.nextInt(3) == 0 ? ".." : NAMES.get(random.nextInt(NAMES.size())));
        }
        return path.toString();
    }

    private static void assertInside(Path out) throws IOException {
        try (Stream<Path> paths = Files.walk(out)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                try {
                    assertThat(path.toRealPath()).as(path.toString()).startsWith(out);
                } catch (NoSuchFileException e) {
                    // a link to nothing
                } catch (IOException e) {
                    assertThat(Files.isSymbolicLink(path)).as("a loop").isTrue();
                }
                assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).isTrue();
            }
        }
    }
}
