package dev.portolan.fs.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathPatternsTest {
    @TempDir
    Path tree;

    @BeforeEach
    void a_project() throws IOException {
        for (String file : List.of(
                ".env",
                ".env.example",
                ".git/config",
                "app/main.js",
                "app/main.map",
                "app/node_modules/x/index.js",
                "docs/a/b/c.md",
                "docs/read.me",
                "node_modules/y/index.js")) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.writeString(tree.resolve(file), "");
        }
    }

    @Test
    void a_pattern_without_a_slash_matches_at_any_depth() throws IOException {
        assertThat(files(layer().excluding("node_modules", ".*", "docs")))
                .containsExactly("app/main.js", "app/main.map");
    }

    @Test
    void a_pattern_with_a_slash_matches_from_the_top() throws IOException {
        assertThat(files(layer().excluding("/node_modules", ".*", "docs", "app/*.map")))
                .containsExactly("app/main.js", "app/node_modules/x/index.js");
    }

    @Test
    void a_slash_at_the_end_of_a_pattern_means_nothing() throws IOException {
        assertThat(files(layer().excluding("node_modules/", ".*", "docs/a/", "*.map/")))
                .containsExactly("app/main.js", "docs/read.me");
    }

    @Test
    void two_stars_match_any_number_of_components() throws IOException {
        assertThat(files(layer().including("docs/**"))).containsExactly("docs/a/b/c.md", "docs/read.me");
        assertThat(files(layer().including("**.map"))).containsExactly("app/main.map");
        assertThat(files(layer().including("app/**/main.js"))).containsExactly("app/main.js");
        assertThat(files(layer().including("app/**/index.js"))).containsExactly("app/node_modules/x/index.js");
        assertThat(files(layer().including("a**/index.js"))).containsExactly("app/node_modules/x/index.js");
        assertThat(files(layer().including("docs/**d"))).containsExactly("docs/a/b/c.md");
    }

    @Test
    void an_exclusion_can_be_negated() throws IOException {
        assertThat(files(layer().excluding(".*", "app", "docs", "node_modules", "!.env.example")))
                .containsExactly(".env.example");
    }

    @Test
    void only_included_paths_and_their_parents_are_packed() throws IOException {
        assertThat(entries(layer().including("**/*.md", "app/main.*")))
                .containsExactly(
                        "t/",
                        "t/app/",
                        "t/app/main.js",
                        "t/app/main.map",
                        "t/docs/",
                        "t/docs/a/",
                        "t/docs/a/b/",
                        "t/docs/a/b/c.md");
    }

    @Test
    void an_included_directory_is_packed_whole() throws IOException {
        assertThat(files(layer().including("docs"))).containsExactly("docs/a/b/c.md", "docs/read.me");
    }

    @Test
    void an_exclusion_wins_over_an_inclusion() throws IOException {
        assertThat(files(layer().including("docs").excluding("*.md"))).containsExactly("docs/read.me");
    }

    @Test
    void regular_expression_characters_are_literal() throws IOException {
        Files.writeString(tree.resolve("a+(b)[c].txt"), "");
        assertThat(files(layer().including("a+(b)[c].t?t"))).containsExactly("a+(b)[c].txt");
    }

    @Test
    void excluded_files_are_not_read() throws IOException {
        Path closed = Files.createDirectory(tree.resolve("closed"));
        Files.createSymbolicLink(closed.resolve("x"), Path.of("y"));
        new ProcessBuilder("mkfifo", closed.resolve("pipe").toString())
                .inheritIO()
                .start()
                .onExit()
                .join();
        assertThat(files(layer().excluding("closed", ".*", "docs", "node_modules", "*.map")))
                .containsExactly("app/main.js");
    }

    @Test
    void an_empty_pattern_is_refused() {
        assertThatThrownBy(() -> layer().excluding("")).isInstanceOf(IllegalArgumentException.class);
    }

    private DirectoryLayer layer() {
        return Pack.directory(tree).withTitle("t").withCompression(Compression.NONE);
    }

    private static List<String> files(DirectoryLayer layer) throws IOException {
        return entries(layer).stream()
                .filter(name -> !name.endsWith("/"))
                .map(name -> name.substring(2))
                .toList();
    }

    private static List<String> entries(DirectoryLayer layer) throws IOException {
        List<String> names = new ArrayList<>();
        byte[] bytes;
        try (InputStream stream = layer.content().open()) {
            bytes = stream.readAllBytes();
        }
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
