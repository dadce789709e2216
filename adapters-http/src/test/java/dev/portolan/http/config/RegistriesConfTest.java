package dev.portolan.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.RegistryReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registries.conf says about names, without any registry. */
class RegistriesConfTest {
    @TempDir
    Path work;

    private RegistriesConf conf(String text) throws IOException {
        return RegistriesConf.read(Files.writeString(work.resolve("registries.conf"), text));
    }

    private static List<String> sources(RegistriesConf conf, String reference) {
        return conf.sources(RegistryReference.parse(reference)).stream()
                .map(source -> source.registry() + "/" + source.repository() + (source.insecure() ? " insecure" : ""))
                .toList();
    }

    @Test
    void without_a_rule_a_name_stays_as_it_is() throws IOException {
        assertThat(sources(conf(""), "a.example/app:v1")).containsExactly("a.example/app");
        assertThat(sources(RegistriesConf.none(), "alpine")).containsExactly("docker.io/library/alpine");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example/x, here.example/x",
        "a.example, a.example:5000/x, here.example:5000/x",
        "a.example:5000, a.example:5000/x, here.example/x",
        "a.example, aa.example/x, none",
        "a.example, a.example.com/x, none",
        "a.example/team, a.example/team/app, here.example/app",
        "a.example/team, a.example/teams/app, none",
        "a.example/team/app, a.example/team/app:v1, here.example",
        "*.example, a.example/x, here.example/x",
        "*.example, a.b.example/x/y, here.example/x/y",
        "*.example, example/x, none",
        "*.example, a.example.com/x, none",
        "*.example, c.test/a.example/x, none",
        "docker.io, alpine, here.example/library/alpine",
        "docker.io/library, index.docker.io/library/alpine:3, here.example/alpine",
    })
    void a_prefix_matches_whole_path_components(String prefix, String reference, String location) throws IOException {
        RegistriesConf conf = conf("[[registry]]\nprefix = \"" + prefix + "\"\nlocation = \"here.example\"\n");

        if (location.equals("here.example")) { // what is made of the name is no reference
            assertThatThrownBy(() -> sources(conf, reference))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("registries.conf")
                    .hasMessageContaining("correct its location");
        } else if (location.contains("/")) {
            assertThat(sources(conf, reference)).containsExactly(location);
        } else {
            RegistryReference same = RegistryReference.parse(reference);
            assertThat(sources(conf, reference)).containsExactly(same.registry() + "/" + same.repository());
        }
    }

    @Test
    void the_longest_prefix_wins_and_the_first_of_two_equal_ones() throws IOException {
        RegistriesConf conf = conf("""
                [[registry]]
                prefix = "a.example"
                location = "one.example"
                [[registry]]
                prefix = "a.example/team"
                location = "two.example/x/"
                insecure = true
                [[registry]]
                prefix = "a.example"
                location = "three.example"
                """);

        assertThat(sources(conf, "a.example/app")).containsExactly("one.example/app");
        assertThat(sources(conf, "a.example/team/app")).containsExactly("two.example/x/app insecure");
        assertThat(conf.insecure("a.example", "team/app")).isTrue();
        assertThat(conf.insecure("a.example", "app")).isFalse();
        assertThat(conf.insecure("a.example", "")).isFalse();
    }

    @Test
    void mirrors_come_first_with_their_own_tls_settings() throws IOException {
        RegistriesConf conf = conf("""
                [[registry]]
                location = "a.example"
                mirror = [{ location = "m1.example/cache", insecure = true }, { location = "m2.example" }]
                """);

        assertThat(sources(conf, "a.example/team/app"))
                .containsExactly("m1.example/cache/team/app insecure", "m2.example/team/app", "a.example/team/app");
        assertThat(conf.mirrors()).containsExactly("m1.example", "m2.example");
    }

    @Test
    void a_wildcard_without_location_keeps_the_name() throws IOException {
        RegistriesConf conf = conf(
                "[[registry]]\nprefix = \"*.example\"\ninsecure = true\n[[registry.mirror]]\nlocation = \"m.test\"\n");

        assertThat(sources(conf, "a.example/x")).containsExactly("m.test/x", "a.example/x insecure");
    }

    @Test
    void mirrors_are_chosen_by_tag_or_digest() throws IOException {
        RegistriesConf conf = conf("""
                [[registry]]
                location = "a.example"
                [[registry.mirror]]
                location = "digests.example"
                pull-from-mirror = "digest-only"
                [[registry.mirror]]
                location = "tags.example"
                pull-from-mirror = "tag-only"
                [[registry.mirror]]
                location = "all.example"
                pull-from-mirror = "all"

                [[registry]]
                location = "b.example"
                mirror-by-digest-only = true
                [[registry.mirror]]
                location = "m.example"
                """);
        String digest = "@sha256:" + "0".repeat(64);

        assertThat(sources(conf, "a.example/x:v1")).containsExactly("tags.example/x", "all.example/x", "a.example/x");
        assertThat(sources(conf, "a.example/x:v1" + digest))
                .containsExactly("digests.example/x", "all.example/x", "a.example/x");
        assertThat(sources(conf, "b.example/x")).containsExactly("b.example/x");
        assertThat(sources(conf, "b.example/x" + digest)).containsExactly("m.example/x", "b.example/x");
    }

    @Test
    void blocked_locations_are_left_out_and_named_if_no_other_is_left() throws IOException {
        RegistriesConf conf = conf("""
                [[registry]]
                location = "a.example"
                blocked = true
                [[registry.mirror]]
                location = "m.example"
                pull-from-mirror = "tag-only"
                [[registry]]
                location = "b.example"
                [[registry.mirror]]
                location = "a.example/hub"
                """);

        assertThat(sources(conf, "a.example/x:v1")).containsExactly("m.example/x");
        assertThat(sources(conf, "b.example/x:v1")).containsExactly("b.example/x");
        assertThatThrownBy(() -> sources(conf, "a.example/x@sha256:" + "0".repeat(64)))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("a.example/x is blocked")
                .hasMessageContaining("registries.conf has blocked = true for \"a.example\"");
        assertThatThrownBy(() -> conf.requireAllowed("a.example", "")).isInstanceOf(DeniedException.class);
        conf.requireAllowed("b.example", "x");
    }

    @Test
    void drop_ins_replace_rules_of_the_same_prefix_in_the_order_of_their_names() throws IOException {
        Path drop = Files.createDirectory(work.resolve("registries.conf.d"));
        Files.writeString(drop.resolve("20.conf"), "[[registry]]\nlocation = \"c.example\"\ninsecure = true\n");
        Files.writeString(
                drop.resolve("10.conf"),
                "[[registry]]\nprefix = \"a.example\"\nlocation = \"moved.example\"\n[[registry]]\nlocation = \"c.example\"\n");
        Files.writeString(drop.resolve("notes.txt"), "not TOML");
        Files.createDirectory(drop.resolve("directory.conf"));

        RegistriesConf conf = conf("[[registry]]\nlocation = \"a.example\"\n[[registry]]\nlocation = \"b.example\"\n");

        assertThat(sources(conf, "a.example/x")).containsExactly("moved.example/x");
        assertThat(sources(conf, "b.example/x")).containsExactly("b.example/x");
        assertThat(sources(conf, "c.example/x")).containsExactly("c.example/x insecure");
    }

    @Test
    void short_names_are_refused_if_a_file_would_choose_their_registry() throws IOException {
        RegistriesConf aliases = conf("[aliases]\nalpine = \"a.example/alpine\"\n\"team/app\" = \"b.example/app\"\n");
        assertThatThrownBy(() -> aliases.requireFullName("alpine:3"))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("\"alpine:3\" is a short name")
                .hasMessageContaining("has the alias a.example/alpine")
                .hasMessageContaining("write the whole name, such as a.example/alpine");
        assertThatThrownBy(() -> aliases.requireFullName("team/app@sha256:" + "0".repeat(64)))
                .hasMessageContaining("b.example/app");
        for (String name : List.of("busybox", "docker.io/library/alpine", "a.example/alpine", "docker://alpine")) {
            aliases.requireFullName(name);
        }
        RegistriesConf search = conf("unqualified-search-registries = [\"a.example\", \"b.example\"]\n");
        assertThatThrownBy(() -> search.requireFullName("team/app"))
                .hasMessageContaining("would search a.example, b.example")
                .hasMessageContaining("docker.io/team/app");
        search.requireFullName("localhost/app");
        RegistriesConf.none().requireFullName("alpine");
    }

    @Test
    void a_drop_in_erases_an_alias() throws IOException {
        Path drop = Files.createDirectory(work.resolve("registries.conf.d"));
        Files.writeString(drop.resolve("1.conf"), "[aliases]\nalpine = \"\"\n");

        conf("[aliases]\nalpine = \"a.example/alpine\"\n").requireFullName("alpine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[registry]]|line 1: a [[registry]] needs a prefix or a location",
                "[[registry]]\\nprefix = \"a.b\"|line 1: the [[registry]] \"a.b\" needs a location",
                "\\n[[registry]]\\nlocation = \"https://a.b\"|line 3: \"location\" has a scheme; write HOST[:PORT][/PATH]",
                "[[registry]]\\nlocation = \"me:secret@a.b\"|line 2: \"location\" has a user",
                "[[registry]]\\nlocation = \"a.b\"\\ninsecure = \"yes\"|line 3: \"insecure\" is not true or false",
                "[[registry]]\\nlocation = \"a.b\"\\n[[registry.mirror]]|line 3: a [[registry.mirror]] needs a location",
                "[[registry]]\\nlocation = \"a.b\"\\npull-from-mirror = \"all\"|line 3: pull-from-mirror belongs",
                "[[registry]]\\nlocation = \"a.b\"\\nmirror = [{location = \"c.d\", pull-from-mirror = \"x\"}]|line 3: pull-from-mirror is \"all\"",
                "[[registry]]\\nlocation = \"a.b\"\\nmirror-by-digest-only = true\\n[[registry.mirror]]\\nlocation = \"c.d\"\\npull-from-mirror = \"all\"|line 6: pull-from-mirror cannot be combined",
                "[[registry]]\\nlocation = \"a.b\"\\n[[registry]]\\nprefix = \"c.d\"\\nlocation = \"a.b\"\\nblocked = true|line 3: the location \"a.b\" is defined twice",
                "[registries.search]\\nregistries = [\"a\"]|line 1: it is in version 1 of the format",
                "registry = 1|line 1: \"registry\" is not an array of tables",
                "[registry]\\nlocation = \"a.b\"|line 1: \"registry\" is not an array of tables",
                "[[registry]]\\nlocation = a.b|line 2: a value is missing or malformed; strings need quotes",
            })
    void an_error_names_the_file_and_the_line(String text, String error) {
        assertThatThrownBy(() -> conf(text.replace("\\n", "\n")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(work.resolve("registries.conf").toString())
                .hasMessageContaining(error)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent.conf", "absent/registries.conf"})
    void a_missing_file_is_an_error(String name) {
        assertThatThrownBy(() -> RegistriesConf.read(work.resolve(name)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(name);
    }
}
