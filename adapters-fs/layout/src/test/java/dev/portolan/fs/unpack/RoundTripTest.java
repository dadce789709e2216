package dev.portolan.fs.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.fs.files.Trees;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.DirectoryLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.pack.RandomTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoundTripTest {

    @Property(tries = 40)
    void a_packed_tree_unpacks_to_the_same_tree(
            @ForAll long seed,
            @ForAll Compression compression,
            @ForAll @IntRange(min = 1, max = 4) int threads,
            @ForAll @IntRange(max = 60) int entries)
            throws IOException {
        Path temp = Files.createTempDirectory("round-trip");
        try {
            Path tree = Files.createDirectory(temp.resolve("tree"));
            RandomTree.make(tree, seed, entries);
            RandomTree.restrict(tree);
            DirectoryLayer layer =
                    Pack.directory(tree).withCompression(compression).withThreads(threads);
            try (InputStream tar = layer.content().open()) {
                Unpacker.create().unpack(tar, temp.resolve("out"));
            }
            assertThat(RandomTree.described(temp.resolve("out/tree")))
                    .containsExactlyInAnyOrderEntriesOf(RandomTree.described(tree));
            assertThat(Pack.directory(temp.resolve("out/tree"))
                            .withCompression(compression)
                            .descriptor())
                    .isEqualTo(layer.descriptor());
        } finally {
            Trees.delete(temp);
        }
    }
}
