package dev.portolan.archive.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.archive.Fixture;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Paths and globs of an archive behave as those of Unix do, on which they are compared. */
class ArchivePathProperties {
    private static final FileSystem UNIX = FileSystems.getDefault();
    private static final FileSystem ARCHIVE =
            ArchiveFileSystem.of(new Fixture().golden("none").archives().build().pull(Fixture.PLACE));

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "..", ".", "/", "//", "ä", "-", "a.txt", ".b")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "*",
                        "**",
                        "?",
                        "[ab]",
                        "[!a]",
                        "[a-c]",
                        "[-a]",
                        "{a,b}",
                        "{*.txt,b}",
                        "/",
                        ".",
                        "\\*",
                        ",",
                        "}",
                        "]",
                        "(",
                        "+",
                        "[",
                        "{",
                        "[^a]",
                        "[a&&b]",
                        "[]a]",
                        "[a-]")
                .list()
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 1000)
    void a_path_has_the_same_parts_as_on_unix(@ForAll("paths") String text) {
        assertSame(text, Path::toString);
        assertSame(text, Path::isAbsolute);
        assertSame(text, path -> String.valueOf(path.getRoot()));
        assertSame(text, path -> String.valueOf(path.getFileName()));
        assertSame(text, path -> String.valueOf(path.getParent()));
        assertSame(text, Path::getNameCount);
        assertSame(text, path -> path.normalize().toString());
        assertSame(
                text,
                path -> path.subpath(0, Math.max(1, path.getNameCount() - 1)).toString());
        assertSame(text, path -> {
            StringBuilder names = new StringBuilder();
            path.forEach(name -> names.append(name).append('|'));
            return names.toString();
        });
    }

    @Property(tries = 1000)
    void two_paths_resolve_as_on_unix(@ForAll("paths") String one, @ForAll("paths") String other) {
        assertSame(one, path -> path.resolve(other).toString());
        assertSame(one, path -> path.resolveSibling(other).toString());
        assertSame(one, path -> path.startsWith(path.getFileSystem().getPath(other)));
        assertSame(one, path -> path.endsWith(path.getFileSystem().getPath(other)));
        assertSame(one, path -> path.equals(path.getFileSystem().getPath(other)));
        assertSame(
                one, path -> Integer.signum(path.compareTo(path.getFileSystem().getPath(other))));
    }

    @Property(tries = 1000)
    void a_relative_path_leads_from_one_to_the_other(@ForAll("paths") String one, @ForAll("paths") String other) {
        Path from = ARCHIVE.getPath(one).normalize();
        Path to = ARCHIVE.getPath(other).normalize();
        try {
            Path relative = from.relativize(to);
            assertThat(from.resolve(relative).normalize()).isEqualTo(to);
        } catch (IllegalArgumentException e) {
            assertThat(from.isAbsolute() != to.isAbsolute() || from.toString().startsWith(".."))
                    .isTrue();
        }
    }

    @Property(tries = 2000)
    void a_glob_matches_the_same_paths_as_on_unix(@ForAll("globs") String glob, @ForAll("paths") String path) {
        assertThat(outcome(() -> ARCHIVE.getPathMatcher("glob:" + glob).matches(ARCHIVE.getPath(path))))
                .as(glob + " on " + path)
                .isEqualTo(outcome(() -> UNIX.getPathMatcher("glob:" + glob).matches(UNIX.getPath(path))));
    }

    private static Object outcome(Supplier<Object> work) {
        try {
            return work.get();
        } catch (PatternSyntaxException e) {
            return PatternSyntaxException.class;
        } catch (IllegalArgumentException e) {
            return IllegalArgumentException.class;
        }
    }

    private static void assertSame(String text, Function<Path, Object> part) {
        assertThat(outcome(() -> part.apply(ARCHIVE.getPath(text))))
                .as(text)
                .isEqualTo(outcome(() -> part.apply(UNIX.getPath(text))));
    }
}
