package dev.portolan.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.http.config.Toml.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;

/** TOML as configuration files of containers use it. */
class TomlTest {
    @Example
    void reads_a_registries_conf() {
        Toml toml = Toml.parse("""
                # of the distribution
                unqualified-search-registries = ["docker.io", 'quay.io', ] # both kinds of string
                short-name-mode="permissive"

                [[registry]]
                prefix = "a.example"
                insecure = true
                mirror = [{ location = "inline.example", insecure = false }]

                [[registry]]
                location = "b.example"
                [[registry.mirror]]
                location = "m1.example"
                [[registry.mirror]]
                location = "m2.example"

                [aliases]
                "alpine" = "docker.io/library/alpine"
                'a/b' = "c.example/a/b"
                """);

        assertThat(toml.strings("unqualified-search-registries")).contains(List.of("docker.io", "quay.io"));
        List<Toml> registries = toml.tables("registry");
        assertThat(registries.get(0).bool("insecure")).contains(true);
        assertThat(registries.get(0).tables("mirror").get(0).string("location")).contains("inline.example");
        assertThat(registries.get(1).tables("mirror"))
                .extracting(mirror -> mirror.string("location").orElseThrow())
                .containsExactly("m1.example", "m2.example");
        assertThat(registries.get(1).line()).isEqualTo(10);
        assertThat(toml.table("aliases").orElseThrow().names()).containsExactly("alpine", "a/b");
    }

    @Example
    void reads_strings_of_all_kinds() {
        Toml toml = Toml.parse(
                "a = \"\\u00e9\\t\\\"\\\\\"\r\nb = '\\t'\r\nc = \"\"\"\r\none\\\n   two\"\"\"\"\nd = '''\nx'\ny'''\n"
                        + "e = \"\"\nf.g = 1\n\"h i\" = [[1, 2.5], [1979-05-27T07:32:00Z], []]\nj = {}\n");

        assertThat(toml.string("a")).contains("\u00e9\t\"\\");
        assertThat(toml.string("b")).contains("\\t");
        assertThat(toml.string("c")).contains("onetwo\"");
        assertThat(toml.string("d")).contains("x'\ny");
        assertThat(toml.string("e")).contains("");
        assertThat(toml.table("f").orElseThrow().get("g")).isEqualTo(new Toml.Scalar("1"));
        assertThat(toml.names()).contains("h i", "j");
    }

    @Example
    void an_error_names_the_line() {
        Map<String, String> errors = Map.ofEntries(
                Map.entry("a = 1\nb = ", "line 2: a value is missing"),
                Map.entry("\n\na = yes", "line 3: a value is missing or malformed; strings need quotes"),
                Map.entry("a = \"x\nb = 1", "line 1: a string does not end in its line"),
                Map.entry("a = '''\n\nx", "line 3: the file ends within a string"),
                Map.entry("a = [1\nb = 2", "line 2: \",\" is missing"),
                Map.entry("[a\n", "line 1: \"]\" is missing"),
                Map.entry("a = 1\na = 2", "line 2: \"a\" is defined twice"),
                Map.entry("[a]\n[a]", "line 2: the table [a] is defined twice"),
                Map.entry("[[a]]\n[a]", "line 2: \"a\" is not a table that can be added to"),
                Map.entry("[a]\n[[a]]", "line 2: \"a\" is not an array of tables"),
                Map.entry("a = []\n[[a]]", "line 2: \"a\" is not an array of tables"),
                Map.entry("a = {b = 1}\n[a.c]", "line 2: \"a\" is not a table that can be added to"),
                Map.entry("a = \"\\q\"", "line 1: a string has an unknown escape"),
                Map.entry("a = \"\\ud800\"", "line 1: an escape is no Unicode character"),
                Map.entry("a = \"\\u12\"", "line 1: an escape needs 4 hexadecimal digits"),
                Map.entry("a = \"\u0007\"", "line 1: a string has a control character"),
                Map.entry("a = 1 b = 2", "line 1: there is more after the end"),
                Map.entry("= 1", "line 1: a key is missing or malformed"),
                Map.entry("a = " + "[".repeat(100), "line 1: values are nested more than 64 deep"),
                Map.entry("a.".repeat(100) + "a = 1", "line 1: a key has more than 64 parts"));

        errors.forEach((text, error) -> assertThatThrownBy(() -> Toml.parse(text))
                .as(text)
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(error));
    }

    @Example
    void a_value_of_another_type_is_refused_with_its_line() {
        Toml toml = Toml.parse("# first\na = 1\nb = [1]\nc = \"x\"\n");

        assertThatThrownBy(() -> toml.string("a")).hasMessage("line 2: \"a\" is not a string");
        assertThatThrownBy(() -> toml.strings("b")).hasMessage("line 3: \"b\" is not an array of strings");
        assertThatThrownBy(() -> toml.bool("c")).hasMessage("line 4: \"c\" is not true or false");
        assertThatThrownBy(() -> toml.table("c")).hasMessage("line 4: \"c\" is not a table");
        assertThatThrownBy(() -> toml.tables("b")).hasMessage("line 3: \"b\" is not an array of tables");
    }

    @Property
    void any_string_round_trips(@ForAll("texts") String text, @ForAll("texts") String key) {
        Toml toml = Toml.parse(quoted(key) + " = " + quoted(text) + "\n[" + quoted(key + "x") + "]\nb = ["
                + quoted(text) + ", # comment\n" + quoted(text) + "]");

        assertThat(toml.string(key)).contains(text);
        assertThat(toml.table(key + "x").orElseThrow().strings("b")).contains(List.of(text, text));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(40)
                .filter(text ->
                        text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c < ' ' || c == 0x7f || c == '"' || c == '\\' || c > 0xffff) {
                quoted.append(String.format("\\U%08x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    @Property
    void any_text_is_read_or_refused_with_a_line(@ForAll("documents") String text) {
        try {
            assertThat(Toml.parse(text).names()).isNotNull();
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching("(?s)line [0-9]+: .+");
        }
    }

    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.of(
                        "[", "]", "[[", "]]", "a", "b", ".", "=", " = ", "\"", "'", "\"\"\"", "'''", "\n", "\r\n", " ",
                        ",", "{", "}", "true", "1", "#", "\\", "\\u00e9", "\u00e9", "\ufeff", "a = 1\n", "[a]\n",
                        "[[a]]\n")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Example
    void a_long_run_of_one_character_is_read_in_linear_time() {
        for (String start : List.of("", "a", "a = ", "a = \"", "a = '''", "a = [", "[", "[[a]]\n", "#", "a = {")) {
            for (char c : "[]{}\"'=.,#\\ \t\n\ra1-\u00e9\0".toCharArray()) {
                String text = start + String.valueOf(c).repeat(64 << 10);
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                    try {
                        Toml.parse(text);
                    } catch (MalformedException e) {
                        assertThat(e.getMessage()).hasSizeLessThan(64 << 11);
                    }
                });
            }
        }
    }
}
