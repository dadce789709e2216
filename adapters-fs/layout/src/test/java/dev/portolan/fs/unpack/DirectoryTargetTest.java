package dev.portolan.fs.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.StorageException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.DirectoryLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.BlobFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTargetTest {
    @TempDir
    Path temp;

    @Test
    void a_file_is_written_at_its_title() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            write(target, "docs/readme.txt", "hello");
            assertThat(target.written()).containsExactly(temp.resolve("out/docs/readme.txt"));
        }
        assertThat(temp.resolve("out/docs/readme.txt")).hasContent("hello");
        assertThat(temp.resolve("out")).isDirectoryNotContaining("glob:**portolan*");
    }

    @Test
    void files_are_listed_in_the_order_of_their_titles() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            for (String title : List.of("b", "c/d", "a", "c-d")) {
                write(target, title, title);
            }
            assertThat(target.written().stream().map(temp.resolve("out")::relativize))
                    .map(Path::toString)
                    .containsExactly("a", "b", "c-d", "c/d");
            assertThat(target.name()).isEqualTo(temp.resolve("out").toString());
        }
    }

    @Test
    void a_target_has_only_what_is_at_its_title_with_all_its_bytes() throws IOException {
        Path out = Files.createDirectories(temp.resolve("out"));
        Files.writeString(out.resolve("same"), "good");
        Files.writeString(out.resolve("other"), "evil");
        Files.writeString(out.resolve("longer"), "goods");
        Files.createDirectory(out.resolve("folder"));
        Files.createDirectory(out.resolve("tree"));
        Files.createSymbolicLink(out.resolve("link"), Path.of("same"));
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            for (String title : List.of("same", "other", "longer", "folder", "link", "missing", "tree/missing")) {
                assertThat(target.has(titled(title, "good"))).as(title).isEqualTo(title.equals("same"));
            }
            assertThat(target.has(Descriptor.of("text/plain", "good".getBytes(UTF_8))))
                    .isFalse();
            assertThat(target.has(directory("folder", new byte[0]))).isFalse();
            assertThat(target.written()).containsExactly(out.resolve("same"));
        }
    }

    @Test
    void bytes_with_two_titles_are_fetched_once() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            write(target, "first", "same");
            target.write(titled("second", "same"), () -> {
                throw new IOException("must not be opened");
            });
            target.put(
                    Tag.of("v1"),
                    ImageManifest.builder()
                            .artifactType("example/type")
                            .layers(List.of(titled("first", "same"), titled("third", "same"), titled("never", "x")))
                            .build());
        }
        assertThat(temp.resolve("out/second")).hasContent("same");
        assertThat(temp.resolve("out/third")).hasContent("same");
        assertThat(temp.resolve("out/never")).doesNotExist();
    }

    @Test
    void bytes_with_two_titles_are_not_read_through_a_link_that_replaced_the_first() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            write(target, "first", "same");
            Files.delete(temp.resolve("out/first"));
            Files.createSymbolicLink(temp.resolve("out/first"), secret);
            write(target, "second", "same");
        }
        assertThat(temp.resolve("out/second")).hasContent("same");
    }

    @Test
    void files_that_arrive_together_share_a_new_directory() throws Exception {
        for (int round = 0; round < 100; round++) {
            Path out = temp.resolve("out" + round);
            try (DirectoryTarget first = DirectoryTarget.into(out);
                    DirectoryTarget second = DirectoryTarget.into(out)) {
                together(
                        () -> write(first, "new/deep/a", "a"),
                        () -> write(first, "new/deep/b", "b"),
                        () -> write(second, "new/deep/c", "c"),
                        () -> write(second, "new/deep/d", "d"));
            }
            for (String name : List.of("a", "b", "c", "d")) {
                assertThat(out.resolve("new/deep").resolve(name)).hasContent(name);
            }
        }
    }

    @Test
    void a_directory_and_a_file_in_it_may_arrive_together() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("new"));
        Files.writeString(Files.createDirectory(tree.resolve("sub")).resolve("f"), "content");
        DirectoryLayer layer = Pack.directory(tree);
        Descriptor descriptor = layer.descriptor().orElseThrow();
        for (int round = 0; round < 100; round++) {
            Path out = temp.resolve("out" + round);
            try (DirectoryTarget target = DirectoryTarget.into(out)) {
                together(
                        () -> target.write(descriptor, layer.content()),
                        () -> write(target, "new/a", "a"),
                        () -> write(target, "new/sub/b", "b"));
            }
            assertThat(out.resolve("new/sub/f")).hasContent("content");
            assertThat(out.resolve("new/a")).hasContent("a");
            assertThat(out.resolve("new/sub/b")).hasContent("b");
        }
    }

    @Test
    void two_pulls_of_the_same_artifact_complete_each_other() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < 5; i++) {
            Files.writeString(Files.createDirectories(tree.resolve("sub/" + i)).resolve("f"), "content");
            Files.createDirectory(tree.resolve("empty" + i));
        }
        Map<Descriptor, Content> layers = new LinkedHashMap<>();
        for (DirectoryLayer layer : List.of(Pack.directory(tree).withTitle("."), Pack.directory(tree))) {
            try (InputStream stream = layer.content().open()) {
                layers.put(layer.descriptor().orElseThrow(), Content.of(stream.readAllBytes()));
            }
        }
        for (boolean overwrite : List.of(false, true)) {
            for (int round = 0; round < 4; round++) {
                Path out = temp.resolve("out" + round + overwrite);
                Unpacker unpacker = Unpacker.create().withOverwrite(overwrite);
                try (DirectoryTarget first = DirectoryTarget.into(out, unpacker);
                        DirectoryTarget second = DirectoryTarget.into(out, unpacker)) {
                    together(() -> writeAll(first, layers), () -> writeAll(second, layers));
                }
                assertThat(out.resolve("tree/sub/4/f")).hasContent("content");
                assertThat(out.resolve("sub/4/f")).hasContent("content");
                assertThat(out.resolve("new/a")).hasContent("a");
            }
        }
    }

    private static void writeAll(DirectoryTarget target, Map<Descriptor, Content> layers) {
        layers.forEach(target::write);
        write(target, "new/a", "a");
    }

    private static void together(Runnable... actions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(actions.length);
        try {
            CyclicBarrier start = new CyclicBarrier(actions.length);
            List<Future<?>> results = new ArrayList<>();
            for (Runnable action : actions) {
                results.add(threads.submit(() -> {
                    start.await();
                    action.run();
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_directory_is_unpacked_at_its_title() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(Files.createDirectory(tree.resolve("sub")).resolve("f"), "content");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/f"));
        for (Compression compression : Compression.values()) {
            Path out = temp.resolve("out-" + compression);
            try (DirectoryTarget target = DirectoryTarget.into(out)) {
                DirectoryLayer layer = Pack.directory(tree).withCompression(compression);
                target.write(layer.descriptor().orElseThrow(), layer.content());
            }
            assertThat(out.resolve("tree/sub/f")).hasContent("content");
            assertThat(Files.readSymbolicLink(out.resolve("tree/link"))).isEqualTo(Path.of("sub/f"));
        }
    }

    @Test
    void a_directory_with_the_title_dot_is_unpacked_into_the_target() throws IOException {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Files.writeString(Files.createDirectory(tree.resolve("sub")).resolve("f"), "content");
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("r-xr-xr-x"));
        DirectoryLayer layer = Pack.directory(tree).withTitle(".");
        Path out = Files.createDirectories(temp.resolve("out/sub")).getParent();
        Files.writeString(out.resolve("mine"), "mine");

        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            target.write(layer.descriptor().orElseThrow(), layer.content());
        }

        assertThat(out.resolve("sub/f")).hasContent("content");
        assertThat(out.resolve("mine")).hasContent("mine");
        assertThat(Files.getPosixFilePermissions(out)).contains(PosixFilePermission.OWNER_WRITE);
        assertThat(out).isDirectoryNotContaining("glob:**portolan*");
    }

    @Test
    void an_entry_named_like_the_staging_directory_is_refused() throws IOException {
        Path tree =
                Files.createDirectories(temp.resolve("tree/.portolan-partial")).getParent();
        DirectoryLayer layer = Pack.directory(tree).withTitle(".");

        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(layer.descriptor().orElseThrow(), layer.content()))
                    .isInstanceOf(InvalidArchiveException.class);
        }
    }

    @Test
    void a_layer_without_a_title_or_with_an_empty_one_is_skipped() throws IOException {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            Descriptor blob = Descriptor.of("text/plain", "x".getBytes(UTF_8));
            assertThat(target.wants(blob)).isFalse();
            assertThat(target.wants(titled("", "x"))).isFalse();
            target.write(titled("", "x"), () -> {
                throw new IOException("must not be opened");
            });
            assertThat(target.wants(titled("f", "x"))).isTrue();
            target.write(blob, () -> {
                throw new IOException("must not be opened");
            });
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void damaged_content_never_appears() {
        Descriptor blob = Descriptor.of("text/plain", "good".getBytes(UTF_8)).withAnnotation(Annotations.TITLE, "f");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(blob, Content.of("evil".getBytes(UTF_8))))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void parent_directories_appear_together_with_their_files() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            Descriptor blob = Descriptor.of("x", "good".getBytes(UTF_8)).withAnnotation(Annotations.TITLE, "a/b/f");
            assertThatThrownBy(() -> target.write(blob, Content.of("evil".getBytes(UTF_8))))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_file_in_place_of_the_directory_is_reported() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "mine");
        assertThatThrownBy(() -> DirectoryTarget.into(file))
                .isInstanceOf(StorageException.class)
                .hasMessage(
                        file
                                + ": cannot write to it: it is a file, not a directory; name another directory, or move the file away");
    }

    @Test
    void a_closed_target_refuses_content() {
        DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"));
        target.close();
        Descriptor blob = Descriptor.of("a/b", new byte[0]).withAnnotation(Annotations.TITLE, "f");

        assertThatThrownBy(() -> target.write(blob, Content.of(new byte[0])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the target was closed");
        ImageManifest manifest =
                ImageManifest.builder().artifactType("example/type").build();
        assertThatThrownBy(() -> target.put(Tag.of("v1"), manifest)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> target.resolve(Tag.of("v1"))).isInstanceOf(IllegalStateException.class);
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    /** Either of them stays within its own directory, and both together would not. */
    @Test
    void two_tars_cannot_combine_into_a_link_that_leaves_the_target() {
        byte[] inner = new TarBuilder()
                .directory("tree/sub/a/b")
                .symlink("tree/sub/a/b/up", "../..")
                .bytes();
        byte[] outer = new TarBuilder()
                .symlink("tree/l", "sub/a/b/up/../../../../outside")
                .bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(directory("tree/sub", inner), Content.of(inner));
            assertThatThrownBy(() -> target.write(directory("tree", outer), Content.of(outer)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("sub/a/b/up");
        }
        assertThat(temp.resolve("out/tree/l")).doesNotExist();
    }

    @Test
    void a_title_that_leaves_the_directory_is_refused() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            for (String title : new String[] {"../f", "/f", "a/../../f", "..\\f", "C:\\f", "a\0b", "."}) {
                assertThatThrownBy(() -> write(target, title, "x"))
                        .as(title)
                        .isInstanceOf(InvalidArchiveException.class);
            }
        }
        assertThat(temp).isDirectoryNotContaining("glob:**/f");
    }

    @Test
    void a_title_below_a_symbolic_link_is_refused() throws IOException {
        Path out = Files.createDirectory(temp.resolve("out"));
        Files.createSymbolicLink(out.resolve("link"), temp);
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            assertThatThrownBy(() -> write(target, "link/f", "x")).isInstanceOf(InvalidArchiveException.class);
        }
        assertThat(temp.resolve("f")).doesNotExist();
    }

    @Test
    void existing_files_are_not_overwritten() throws IOException {
        Path there =
                Files.writeString(Files.createDirectory(temp.resolve("out")).resolve("f"), "mine");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> write(target, "f", "theirs"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("allow overwriting");
        }
        assertThat(there).hasContent("mine");
    }

    @Test
    void existing_files_are_overwritten_on_request() throws IOException {
        Path there =
                Files.writeString(Files.createDirectory(temp.resolve("out")).resolve("f"), "mine");
        try (DirectoryTarget target =
                DirectoryTarget.into(temp.resolve("out"), Unpacker.create().withOverwrite(true))) {
            write(target, "f", "theirs");
        }
        assertThat(there).hasContent("theirs");
    }

    @Test
    void a_damaged_directory_never_appears() {
        byte[] good = new TarBuilder().file("tree/f", "good").bytes();
        byte[] evil = new TarBuilder().file("tree/f", "evil").bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(directory("tree", good), Content.of(evil)))
                    .isInstanceOf(ContentMismatchException.class);
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_tar_that_differs_from_its_digest_annotation_is_refused() {
        byte[] tar = new TarBuilder().file("tree/f", "x").bytes();
        Descriptor blob = directory("tree", tar)
                .withAnnotation(
                        Annotations.UNPACKED_DIGEST, Digest.sha256(new byte[0]).toString());
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(blob, Content.of(tar)))
                    .isInstanceOf(ContentMismatchException.class)
                    .hasMessageContaining("before compression");
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_malformed_digest_annotation_is_ignored() {
        byte[] tar = new TarBuilder().file("tree/f", "x").bytes();
        Descriptor blob = directory("tree", tar).withAnnotation(Annotations.UNPACKED_DIGEST, "md5:1");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(blob, Content.of(tar));
        }
        assertThat(temp.resolve("out/tree/f")).hasContent("x");
    }

    /** As {@code tar -c .} and {@code tar -c a} write them; what is above the title has no mode here. */
    @Test
    void directories_above_the_title_are_no_reason_to_refuse_a_tar() throws IOException {
        byte[] tar = new TarBuilder()
                .header("./", '5', 0700, TarBuilder.octal(0, 11), "")
                .header("./a/", '5', 0700, TarBuilder.octal(0, 11), "")
                .header("./a/tree/", '5', 0750, TarBuilder.octal(0, 11), "")
                .file("./a/tree/f", "x")
                .bytes();
        Path out = Files.createDirectory(temp.resolve("out"));
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(out);
        try (DirectoryTarget target = DirectoryTarget.into(out)) {
            target.write(directory("a/tree", tar), Content.of(tar));
        }
        assertThat(out.resolve("a/tree/f")).hasContent("x");
        assertThat(Files.getPosixFilePermissions(out)).isEqualTo(before);
        assertThat(Files.getPosixFilePermissions(out.resolve("a"))).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("a/tree"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void what_leads_to_the_title_must_be_a_directory() {
        for (TarBuilder tar : List.of(
                new TarBuilder().file("a", "x"),
                new TarBuilder().symlink("a", "b").file("a/tree/f", "x"),
                new TarBuilder().file("./.", "x"))) {
            byte[] bytes = tar.bytes();
            try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
                assertThatThrownBy(() -> target.write(directory("a/tree", bytes), Content.of(bytes)))
                        .isInstanceOf(InvalidArchiveException.class);
            }
            assertThat(temp.resolve("out")).isEmptyDirectory();
        }
    }

    @Test
    void an_entry_outside_the_title_is_refused() {
        byte[] tar =
                new TarBuilder().file("tree/f", "x").file("treehouse/f", "x").bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(directory("tree", tar), Content.of(tar)))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("is not below \"tree\"");
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_link_out_of_the_title_is_refused_though_it_stays_in_the_target() throws IOException {
        byte[] tar =
                new TarBuilder().directory("tree").symlink("tree/l", "../other").bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(directory("tree", tar), Content.of(tar)))
                    .isInstanceOf(InvalidArchiveException.class);
        }
    }

    @Test
    void content_that_verifies_itself_is_not_hashed_again() {
        Descriptor blob = Descriptor.of("x", "said".getBytes(UTF_8)).withAnnotation(Annotations.TITLE, "f");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(blob, new Content() {
                @Override
                public InputStream open() {
                    return new ByteArrayInputStream("true".getBytes(UTF_8));
                }

                @Override
                public boolean verifies(Digest digest) {
                    return true;
                }
            });
        }
        assertThat(temp.resolve("out/f")).hasContent("true");
    }

    @Test
    void two_blobs_with_one_title_are_refused() {
        try (DirectoryTarget target =
                DirectoryTarget.into(temp.resolve("out"), Unpacker.create().withOverwrite(true))) {
            write(target, "f", "one");
            assertThatThrownBy(() -> write(target, "./f", "two"))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("two layers have it: " + Digest.sha256("one".getBytes(UTF_8)));
        }
        assertThat(temp.resolve("out/f")).hasContent("one");
    }

    @ParameterizedTest
    @CsvSource({
        "a, a/b, title \"a/b\" is refused: another layer has the title \"a\"",
        "a/b, a, title \"a\" is refused: it is a file",
        "a/b, ../c, title \"../c\" is refused",
        "a/b, a//b, title \"a/b\" is refused: two layers have it",
        "a/b, .portolan-partial/c, the name is reserved"
    })
    void a_pull_with_titles_that_cannot_all_be_written_writes_none(String one, String other, String why)
            throws IOException {
        Path out = Files.createDirectories(temp.resolve("out"));
        Files.writeString(out.resolve("a"), "mine");
        List<Descriptor> titles = List.of(titled("x", "0"), titled(one, "1"), titled(other, "2"));
        try (DirectoryTarget target =
                DirectoryTarget.into(out, Unpacker.create().withOverwrite(true))) {
            assertThatThrownBy(() -> target.expect(titles))
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining(why);
        }
        assertThat(out.resolve("a")).hasContent("mine");
        assertThat(out).isDirectoryNotContaining("glob:**x");
    }

    @Test
    void a_file_can_be_pulled_into_a_directory_of_the_same_artifact() {
        byte[] tar = new TarBuilder().file("tree/f", "x").bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            write(target, "tree/g", "y");
            target.write(directory("tree", tar), Content.of(tar));
            write(target, "tree/h", "z");
        }
        assertThat(temp.resolve("out/tree/f")).hasContent("x");
        assertThat(temp.resolve("out/tree/g")).hasContent("y");
        assertThat(temp.resolve("out/tree/h")).hasContent("z");
    }

    @Test
    void a_file_in_a_directory_is_not_replaced_unless_overwriting_is_allowed() throws IOException {
        TarBuilder theirs = new TarBuilder();
        for (String name : "abcdefghijklmnop".split("")) {
            theirs.file("tree/" + name, "theirs");
        }
        byte[] tar = theirs.bytes();
        Path mine = Files.createDirectories(temp.resolve("out/tree")).resolve("f");
        Files.writeString(mine, "mine");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(directory("tree", tar), Content.of(tar)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("allow overwriting");
        }
        assertThat(mine).hasContent("mine");
        assertThat(mine.getParent().toFile().list()).as("all or nothing").containsExactly("f");
        try (DirectoryTarget target =
                DirectoryTarget.into(temp.resolve("out"), Unpacker.create().withOverwrite(true))) {
            target.write(directory("tree", tar), Content.of(tar));
        }
        assertThat(mine).hasContent("theirs");
    }

    @Test
    void a_repeated_pull_fetches_only_unfinished_files() throws IOException {
        byte[] tar = new TarBuilder()
                .file("tree/f", "x")
                .symlink("tree/l", "f")
                .directory("tree/e")
                .bytes();
        for (int i = 0; i < 2; i++) {
            try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
                write(target, "d/file", "content");
                target.write(directory("tree", tar), Content.of(tar));
            }
        }
        byte[] bytes = "content".getBytes(UTF_8);
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(Descriptor.of("text/plain", bytes).withAnnotation(Annotations.TITLE, "d/file"), () -> {
                throw new IOException("must not be opened");
            });
            assertThat(target.written()).containsExactly(temp.resolve("out/d/file"));
        }
        assertThat(temp.resolve("out/tree/f")).hasContent("x");
    }

    @Test
    void a_partly_existing_directory_is_completed() throws IOException {
        byte[] tar = new TarBuilder().file("tree/f", "x").file("tree/g", "y").bytes();
        Path there = Files.createDirectories(temp.resolve("out/tree")).resolve("g");
        Files.writeString(there, "y");
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(directory("tree", tar), Content.of(tar));
        }
        assertThat(temp.resolve("out/tree/f")).hasContent("x");
    }

    @Test
    void a_second_pull_cannot_make_links_leave_the_target() throws IOException {
        byte[] one = new TarBuilder()
                .directory("tree/d/e")
                .symlink("tree/s", "d/e")
                .symlink("tree/l", "s/../../f")
                .bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.write(directory("tree", one), Content.of(one)))
                    .isInstanceOf(InvalidArchiveException.class);
        }
        assertThat(temp.resolve("out")).isEmptyDirectory();
    }

    @Test
    void a_link_cannot_leave_through_an_existing_link() throws IOException {
        Path tree = Files.createDirectories(temp.resolve("out/tree"));
        Files.createSymbolicLink(tree.resolve("data"), temp);
        Files.createSymbolicLink(Files.createDirectory(tree.resolve("d")).resolve("up"), Path.of("../.."));
        Files.createSymbolicLink(tree.resolve("d/far"), Path.of("later/../../x"));
        for (byte[] tar : new byte[][] {
            new TarBuilder().symlink("tree/l", "data/secret").bytes(),
            new TarBuilder().symlink("tree/l", "DATA/secret").bytes(),
            new TarBuilder().symlink("tree/l", "d/up/secret").bytes(),
            new TarBuilder().symlink("tree/d/later", "..").bytes()
        }) {
            try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
                assertThatThrownBy(() -> target.write(directory("tree", tar), Content.of(tar)))
                        .isInstanceOf(InvalidArchiveException.class)
                        .hasMessageContaining("in the destination");
            }
        }
        assertThat(tree.resolve("l")).doesNotExist();
        byte[] harmless = new TarBuilder().symlink("tree/l", "d/nothing").bytes();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            target.write(directory("tree", harmless), Content.of(harmless));
        }
    }

    @Test
    void a_single_file_gets_the_permissions_of_its_annotation_as_far_as_the_umask_allows() throws IOException {
        Map<String, String> modes =
                Map.of("0755", "rwxr-xr-x", "0400", "r--------", "4755", "", "nonsense", "", "07", "");
        byte[] bytes = "x".getBytes(UTF_8);
        Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(Files.createFile(
                temp.resolve("probe"), PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class))));
        Set<PosixFilePermission> ordinary = Files.getPosixFilePermissions(Files.createFile(temp.resolve("ordinary")));
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            for (Map.Entry<String, String> mode : modes.entrySet()) {
                target.write(
                        Descriptor.of("text/plain", bytes)
                                .withAnnotation(Annotations.TITLE, mode.getKey())
                                .withAnnotation(Annotations.FILE_MODE, mode.getKey()),
                        Content.of(bytes));
                Set<PosixFilePermission> expected = mode.getValue().isEmpty()
                        ? ordinary
                        : EnumSet.copyOf(PosixFilePermissions.fromString(mode.getValue()));
                if (!mode.getValue().isEmpty()) {
                    expected.retainAll(allowed);
                }
                assertThat(Files.getPosixFilePermissions(temp.resolve("out").resolve(mode.getKey())))
                        .as(mode.getKey())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void the_name_of_temporary_files_is_refused_in_any_spelling() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            for (String title : new String[] {".portolan-partial", ".PORTOLAN-partial/f", ".portolan\u200c-partial"}) {
                assertThatThrownBy(() -> write(target, title, "x")).isInstanceOf(InvalidArchiveException.class);
            }
        }
    }

    @Test
    void it_is_a_selective_target_that_holds_nothing_by_digest() {
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThat(target.capability(BlobFilter.class)).containsSame(target);
            assertThat(target.stat(Digest.sha256(new byte[0]))).isEmpty();
            assertThat(target.resolve(Tag.of("v1"))).isEmpty();
        }
    }

    @Test
    void the_manifest_is_remembered() {
        ImageManifest manifest =
                ImageManifest.builder().artifactType("example/type").build();
        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            assertThatThrownBy(() -> target.put(Digest.sha256(new byte[0]), manifest))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(target.manifest()).isEmpty();
            target.put(manifest.digest(), manifest);
            assertThat(target.manifest()).contains(manifest);
        }
    }

    private static Descriptor directory(String title, byte[] tar) {
        return Descriptor.of("application/vnd.oci.image.layer.v1.tar", tar)
                .withAnnotation(Annotations.TITLE, title)
                .withAnnotation(Annotations.UNPACK, "true");
    }

    private static void write(DirectoryTarget target, String title, String text) {
        target.write(titled(title, text), Content.of(text.getBytes(UTF_8)));
    }

    private static Descriptor titled(String title, String text) {
        return Descriptor.of("text/plain", text.getBytes(UTF_8)).withAnnotation(Annotations.TITLE, title);
    }
}
