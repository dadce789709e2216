package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which targets of symbolic links stay inside, in a tree with the directories {@code d} and {@code d/e}. */
class LinkRuleTest {
    private static final Set<List<String>> DIRECTORIES = Set.of(List.of("d"), List.of("d", "e"));

    private static Optional<String> problem(String parent, String target) throws IOException {
        List<String> components = parent.isEmpty() ? List.of() : List.of(parent.split("/"));
        return LinkRule.problem(components, target, DIRECTORIES::contains);
    }

    @ParameterizedTest
    @CsvSource({
        "'',    a",
        "'',    :",
        "'',    ab:c",
        "'',    ./a",
        "'',    a//b/.",
        "'',    missing/deep/below",
        "'',    d/../a",
        "'',    d/e/../../a",
        "'',    d/e/../e/../../a",
        "'',    'd\\..\\a'",
        "d,     ..",
        "d,     ../a",
        "d,     'e\\..\\..\\a'",
        "d/e,   ../../a",
        "d/e,   ../e/missing",
    })
    void a_link_within_the_tree_is_accepted(String parent, String target) throws IOException {
        assertThat(problem(parent, target)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',    ..,                    which leaves the directory",
        "'',    d/../..,               which leaves the directory",
        "d,     ../..,                 which leaves the directory",
        "d/e,   ../../../a,            which leaves the directory",
        "d,     './/../../a',          which leaves the directory",
        "'',    '..\\a',               which leaves the directory",
        "d,     'e\\..\\..\\..\\a',    which leaves the directory",
        "d,     '../e\\..\\..\\a',     which goes up from",
        "'',    missing/..,            which goes up from",
        "'',    missing/../a,          which goes up from",
        "'',    d/missing/../../a,     which goes up from",
        "'',    d/missing/e/..,        which goes up from",
        "'',    'missing\\..\\a',      which goes up from",
        "d,     ../missing/..,         which goes up from",
        "'',    /,                     which is absolute",
        "'',    /d,                    which is absolute",
        "'',    '\\d',                 which is absolute",
        "'',    c:,                    which is absolute",
        "'',    'c:\\d',               which is absolute",
        "'',    '',                    which is not a path",
    })
    void a_link_that_may_lead_out_is_refused(String parent, String target, String problem) throws IOException {
        assertThat(problem(parent, target))
                .hasValueSatisfying(said -> assertThat(said).startsWith(problem));
    }

    @Test
    void a_target_may_be_as_long_as_a_path() {
        assertThat(LinkRule.problem("a".repeat(4096))).isEmpty();
        assertThat(LinkRule.problem("a".repeat(4097))).contains("which is too long for a path");
        assertThat(LinkRule.problem("\0")).contains("which is not a path");
    }
}
