package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.fs.tar.Tar;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and directories whose sizes are at a limit. */
class PackedSizesTest {
    @TempDir
    Path temp;

    private Path tree;

    @BeforeEach
    void an_empty_tree() throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
    }

    private void file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(tree.resolve(name), bytes);
    }

    private TarPlan plan() {
        return new TarPlan(new TreeWalk(tree, "tree", PathPatterns.ALL), 0);
    }

    /** Two headers and these sizes end at, before or after the border of a block or a chunk. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                511,
                512,
                513,
                TarPlan.CHUNK - 1536,
                TarPlan.CHUNK - 1025,
                TarPlan.CHUNK - 1024,
                TarPlan.CHUNK - 1023,
                TarPlan.CHUNK,
                3 * TarPlan.CHUNK + 1
            })
    void a_file_of_any_size_is_packed_and_unpacked(int size) throws IOException {
        file("f", size);
        Path out = temp.resolve("out");
        DirectoryLayer layer = Pack.directory(tree).withTitle(".").withCompression(Compression.NONE);
        try (InputStream packed = layer.content().open()) {
            Unpacker.create().unpack(packed, out);
        }

        assertThat(out.resolve("f")).hasSameBinaryContentAs(tree.resolve("f"));
    }

    @Test
    void all_chunks_but_the_last_have_the_same_size() throws IOException {
        // two headers, this file and the end are exactly two chunks
        file("f", 2 * TarPlan.CHUNK - 4 * Tar.BLOCK);
        TarPlan plan = plan();
        List<Integer> lengths = new ArrayList<>();
        List<Boolean> last = new ArrayList<>();
        while (plan.hasNext()) {
            TarChunk next = plan.next();
            lengths.add(next.length());
            last.add(next.last());
        }

        assertThat(lengths).containsExactly(TarPlan.CHUNK, TarPlan.CHUNK, 0);
        assertThat(last).containsExactly(false, false, true);
        assertThatThrownBy(plan::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_tree_ends_once() {
        TreeWalk walk = new TreeWalk(tree, "tree", PathPatterns.ALL);
        assertThat(walk.next().name()).isEqualTo("tree");
        assertThat(walk.hasNext()).isFalse();
        assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void a_directory_of_eight_mebibytes_with_its_headers_has_a_digest_before_it_is_sent() throws IOException {
        int most = (8 << 20) - 2 * Tar.BLOCK;
        file("f", most);
        assertThat(Pack.directory(tree).descriptor()).isPresent();
        file("f", most + 1);
        assertThat(Pack.directory(tree).descriptor()).isEmpty();
        file("f", most);
        file("g", 0);
        assertThat(Pack.directory(tree).descriptor()).isEmpty();
    }

    @Test
    void the_root_of_a_disk_has_a_title_too() {
        DirectoryLayer layer = Pack.directory(tree.getRoot());

        assertThat(layer.describe(Descriptor.of("x", new byte[1])).annotation(Annotations.TITLE))
                .contains("root");
    }
}
