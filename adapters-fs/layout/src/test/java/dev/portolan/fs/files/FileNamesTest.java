package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnsupportedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "with space", "k\u00e4se", "\u65e5\u672c", "\ud83e\uddc0", "50%\u00e9", "az-AZ_09\u00e9"
            })
    void names_are_read_as_they_were_written(String name) throws IOException {
        Path file = Files.createFile(FileNames.child(temp, name));

        assertThat(FileNames.nameOf(file)).isEqualTo(name);
        assertThat(file.getParent()).isEqualTo(temp);
        assertThat(Files.exists(temp.resolve(FileNames.name(temp, name)))).isTrue();
        Path directory = Files.createDirectory(FileNames.below(temp, List.of("d" + name)));
        assertThat(FileNames.nameOf(directory)).isEqualTo("d" + name);
        Path nested = FileNames.below(temp, List.of("d" + name, name));
        assertThat(nested.getParent()).isEqualTo(directory);
        assertThat(FileNames.nameOf(Path.of("/"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "../k\u00e4se/x", "/\u65e5\u672c//\u00e9", "\u00e9"})
    void the_target_of_a_link_is_kept(String target) throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), FileNames.linkTarget(temp, target));

        StringBuilder read = new StringBuilder();
        Path found = Files.readSymbolicLink(link);
        for (Path component : found) {
            read.append(read.length() == 0 && !found.isAbsolute() ? "" : "/")
                    .append(FileNames.nameOf(found.isAbsolute() ? component : component.toAbsolutePath()));
        }
        assertThat(read).hasToString(target.replace("//", "/"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_name_that_is_not_utf8_is_refused() {
        Path latin1 = Path.of(URI.create(temp.toUri() + "caf%E9"));

        assertThatThrownBy(() -> FileNames.nameOf(latin1))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("a file name is not UTF-8: its bytes are 636166e9; rename the file");
    }

    @Test
    void names_are_ordered_by_their_bytes() {
        List<String> names = new ArrayList<>(List.of(
                "", "a", "a.b", "a/b", "ab", "b", "\u00e9", "\uffee", "\ud83e\uddc0", "\ud83e\uddc0a", "\ud83e\uddc1"));
        List<String> expected = new ArrayList<>(names);
        expected.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        Collections.reverse(names);
        names.sort(FileNames.BYTEWISE);

        assertThat(names).isEqualTo(expected);
        assertThat(FileNames.BYTEWISE.compare("a", "a")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "README, readme",
        "K\u00c4SE, k\u00e4se",
        "k\u00e4se, ka\u0308se",
        "\u212a, k",
        "\u017f, s",
        "stra\u00dfe, STRASSE",
        "in\u200cvisible\u00e9, invisible\u00e9",
    })
    void names_that_some_file_system_takes_for_the_same_are_folded_to_the_same(String one, String other) {
        assertThat(FileNames.folded(one)).isEqualTo(FileNames.folded(other));
        assertThat(FileNames.folded(one)).isNotEqualTo(FileNames.folded(other + "x"));
    }
}
