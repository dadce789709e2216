package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryReferenceTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource(textBlock = """
            alpine,                             docker.io,                library/alpine,  latest
            alpine:3.20,                        docker.io,                library/alpine,  3.20
            demo/tree,                          docker.io,                demo/tree,       latest
            docker.io/alpine,                   docker.io,                library/alpine,  latest
            docker.io/demo/tree:v1,             docker.io,                demo/tree,       v1
            index.docker.io/alpine,             docker.io,                library/alpine,  latest
            registry-1.docker.io/demo/tree,     docker.io,                demo/tree,       latest
            ghcr.io/demo/tree:v1,               ghcr.io,                  demo/tree,       v1
            ghcr.io/tree,                       ghcr.io,                  tree,            latest
            host:5000/name,                     host:5000,                name,            latest
            host:5000/name:tag,                 host:5000,                name,            tag
            localhost/name,                     localhost,                name,            latest
            localhost:5000/a/b/c/d:v1,          localhost:5000,           a/b/c/d,         v1
            host/name,                          docker.io,                host/name,       latest
            127.0.0.1:5000/name:v1,             127.0.0.1:5000,           name,            v1
            [::1]:5000/name,                    [::1]:5000,               name,            latest
            [2001:db8::1]/a/b:v1,               '[2001:db8::1]',          a/b,             v1
            oci://ghcr.io/demo/tree:v1,         ghcr.io,                  demo/tree,       v1
            oci://alpine,                       docker.io,                library/alpine,  latest
            docker://localhost:5000/tree,       localhost:5000,           tree,            latest
            ghcr.io/a.b_c__d-e---f/0:_T.-1,     ghcr.io,                  a.b_c__d-e---f/0, _T.-1
            HOST.example/name:TAG,              HOST.example,             name,            TAG
            my_registry:5000/x/y:1,             my_registry:5000,         x/y,             1
            _a_.b__c.example/name,              _a_.b__c.example,         name,            latest
            team_app_registry_1:80/name,        team_app_registry_1:80,   name,            latest
            """)
    void a_reference_has_registry_repository_and_tag(String text, String registry, String repository, String tag) {
        RegistryReference reference = RegistryReference.parse(text);

        assertThat(reference.registry()).isEqualTo(registry);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.tag()).contains(Tag.of(tag));
        assertThat(reference.digest()).isEmpty();
        assertThat(reference).hasToString(registry + "/" + repository + ":" + tag);
        assertThat(RegistryReference.parse(reference.toString()))
                .isEqualTo(reference)
                .hasSameHashCodeAs(reference);
    }

    @Test
    void a_digest_takes_the_place_of_the_tag() {
        RegistryReference reference = RegistryReference.parse("ghcr.io/demo/tree@sha256:" + HEX);

        assertThat(reference.tag()).isEmpty();
        assertThat(reference.digest()).contains(Digest.parse("sha256:" + HEX));
        assertThat(reference.tagOrDigest()).isEqualTo(reference.digest());
        assertThat(reference).hasToString("ghcr.io/demo/tree@sha256:" + HEX);
    }

    @Test
    void with_tag_and_digest_the_digest_counts_and_the_tag_is_kept() {
        RegistryReference reference = RegistryReference.parse("oci://demo/tree:v1@sha512:" + HEX + HEX);

        assertThat(reference.tag()).contains(Tag.of("v1"));
        assertThat(reference.tagOrDigest()).contains(Digest.parse("sha512:" + HEX + HEX));
        assertThat(reference).hasToString("docker.io/demo/tree:v1@sha512:" + HEX + HEX);
        assertThat(RegistryReference.parse(reference.toString())).isEqualTo(reference);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                        | there is no repository name
            :v1                       | there is no repository name
            ghcr.io/                  | there is no repository name
            oci://                    | there is no repository name
            https://ghcr.io/demo      | it is a URL; start with the host of the registry
            ghcr.io/Demo/tree         | must not contain "D" (character 9); use lower case
            oci://ghcr.io/a/tree!:v1  | must not contain "!" (character 21)
            ghcr.io/tree!:tree        | must not contain "!" (character 13)
            demo tree                 | must not contain " " (character 5)
            ghcr.io/a//b              | has an empty part (character 11)
            ghcr.io/a/                | has an empty part (character 11)
            /name                     | has an empty part (character 1)
            ghcr.io/a..b              | the part "a..b" of the repository name (character 9) must begin and end
            ghcr.io/a/-b              | the part "-b" of the repository name (character 11) must begin and end
            ghcr.io/a___b             | the part "a___b"
            ghcr.io/name:             | tag "" is malformed: it is empty
            ghcr.io/name:.tag         | tag ".tag" is malformed: character 1 is "."
            ghcr.io/name:a b          | tag "a b" is malformed: character 2 is " "
            ghcr.io/name@             | digest "" is malformed: it has no algorithm; write sha256:HEX
            ghcr.io/name@sha256:00    | sha256 has 64 hexadecimal digits, not 2
            ghcr.io/name@md5:00       | its algorithm is unknown; use sha256 or sha512
            ghcr.io/name@v1@v2        | digest "v1@v2" is malformed
            host:0/name               | the registry "host:0" is not a host
            host:65536/name           | the registry "host:65536" is not a host
            host:port/name            | the registry "host:port" is not a host
            -host.example/name        | the registry "-host.example" is not a host
            host..example/name        | the registry "host..example" is not a host
            [::1/name                 | the registry "[::1" is not a host
            """)
    void a_malformed_reference_is_refused_with_its_position_and_advice(String text, String says) {
        assertThatThrownBy(() -> RegistryReference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("reference \"" + text + "\" is malformed: ")
                .hasMessageMatching(".*[^;]; (write|use|start|between|shorten) .*")
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:secret@ghcr.io/name",
                "user:sec/secret@ghcr.io/name:v1",
                "user:secret@secret@ghcr.io/name",
                "user:secret secret@ghcr.io/name",
                "https://user:secret@ghcr.io/name",
                "https://secret@ghcr.io/name",
                "oci://user:secret@localhost:5000/name@sha256:00",
                "user:secret@secret:5000@localhost:5000/name:v1",
            })
    void an_error_does_not_repeat_a_password(String text) {
        for (ThrowingCallable parsing : List.<ThrowingCallable>of(
                () -> RegistryReference.parse(text),
                () -> RegistryReference.parseRegistry(text),
                () -> Reference.parse(text),
                () -> Digest.parse(text),
                () -> Tag.of(text),
                () -> Tag.of(text + " "),
                () -> Platform.parse(text))) {
            assertThatThrownBy(parsing)
                    .isInstanceOf(InvalidReferenceException.class)
                    .hasNoCause()
                    .hasMessageContaining("***@")
                    .hasMessageContaining("log in instead")
                    .message()
                    .doesNotContain("secret", "user:");
        }
    }

    @Test
    void a_control_character_does_not_reach_the_message() {
        assertThatThrownBy(() -> RegistryReference.parse("ghcr.io/a\u001b[31m\n"))
                .isInstanceOf(InvalidReferenceException.class)
                .message()
                .doesNotContain("\u001b", "\n")
                .contains("\\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a/", "a-", "a_", "_", "a:", "@", "A", "[", "\ud83d", "a.b/"})
    void a_very_long_text_is_refused_quickly_with_a_short_message(String part) {
        String text = part.repeat(200_000);

        assertThatThrownBy(() -> RegistryReference.parse(text)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> RegistryReference.parse("localhost:5000/" + text))
                .isInstanceOf(InvalidReferenceException.class)
                .message()
                .hasSizeLessThan(2000);
    }

    @Test
    void a_name_of_255_characters_is_the_longest() {
        String name = "localhost/" + "a".repeat(245);

        assertThatCode(() -> RegistryReference.parse(name)).doesNotThrowAnyException();
        assertThatThrownBy(() -> RegistryReference.parse(name + "a"))
                .hasMessageContaining("the name is longer than 255 characters");
    }

    @Test
    void a_reference_of_parts_has_neither_tag_nor_digest() {
        RegistryReference reference = RegistryReference.of("localhost:5000", "demo/tree");

        assertThat(reference.tagOrDigest()).isEmpty();
        assertThat(reference).hasToString("localhost:5000/demo/tree");
        assertThat(reference.withTag(Tag.of("v1"))).isEqualTo(RegistryReference.parse("localhost:5000/demo/tree:v1"));
    }

    @Test
    void a_reference_of_parts_knows_docker_hub() {
        assertThat(RegistryReference.of("docker.io", "alpine")).hasToString("docker.io/library/alpine");
        assertThat(RegistryReference.of("index.docker.io", "demo/tree")).hasToString("docker.io/demo/tree");
    }

    @Test
    void a_host_that_would_be_parsed_as_part_of_the_name_is_refused() {
        assertThatThrownBy(() -> RegistryReference.of("host", "name"))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("the registry \"host\" has neither a dot nor a port");
    }

    @Test
    void another_tag_drops_the_digest_and_another_digest_keeps_the_tag() {
        Digest digest = Digest.parse("sha256:" + HEX);
        RegistryReference reference = RegistryReference.parse("ghcr.io/demo/tree:v1");

        assertThat(reference.withDigest(digest)).hasToString("ghcr.io/demo/tree:v1@sha256:" + HEX);
        assertThat(reference.withDigest(digest).withTag(Tag.of("v2")))
                .hasToString("ghcr.io/demo/tree:v2")
                .extracting(RegistryReference::digest)
                .isEqualTo(Optional.empty());
    }

    @Test
    void a_name_that_only_layouts_take_is_refused_as_a_tag() {
        assertThatThrownBy(() -> RegistryReference.parse("ghcr.io/demo/tree").withTag(Tag.ofRefName("a/b:c")))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "localhost:5000, localhost:5000",
        "my_registry:5000, my_registry:5000",
        "[::1]:5000, [::1]:5000",
        "index.docker.io, docker.io"
    })
    void the_name_of_a_registry_is_parsed(String text, String registry) {
        assertThat(RegistryReference.parseRegistry(text)).isEqualTo(registry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "localhost:5000/demo", "https://localhost:5000", "localhost:99999", "a b.c"})
    void a_malformed_registry_name_is_refused(String text) {
        assertThatThrownBy(() -> RegistryReference.parseRegistry(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("registry \"" + text + "\" is malformed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5000/demo:v1", "https://registry.example.com/demo"})
    void a_url_is_not_a_reference(String text) {
        assertThatThrownBy(() -> RegistryReference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("start with the host of the registry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5791", "registry.example.com:443", "127.0.0.1:5000", "docker://localhost:5000"})
    void a_host_and_port_alone_are_not_a_reference(String text) {
        assertThatThrownBy(() -> RegistryReference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("a registry's host and port, without a repository; write HOST:PORT/NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpine:3", "localhost:v1", "app.v2:latest", "localhost:5000/a", "localhost:123456"})
    void a_name_with_a_tag_is_a_reference(String text) {
        assertThat(RegistryReference.parse(text).repository()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a.b:80             | the repository name has an empty part (character 1)
            .x/app              | the registry ".x" is not a host
            :5/app              | the registry ":5" is not a host
            ghcr.io/demo/aB     | must not contain "B" (character 15)
            ghcr.io/demo/zB     | must not contain "B" (character 15)
            ghcr.io/demo/0B     | must not contain "B" (character 15)
            ghcr.io/demo/9B     | must not contain "B" (character 15)
            ghcr.io/demo/a._-B  | must not contain "B" (character 18)
            host.example:12345  | a registry's host and port
            """)
    void the_error_names_the_part_and_its_place(String text, String says) {
        assertThatThrownBy(() -> RegistryReference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining(says);
    }

    @Test
    void a_digest_alone_has_no_repository() {
        assertThatThrownBy(() -> RegistryReference.parse("@sha256:" + HEX)).hasMessageContaining("no repository name");
    }

    @Test
    void of_parts_counts_the_characters_of_the_registry() {
        assertThatThrownBy(() -> RegistryReference.of("ghcr.io", "a/B")).hasMessageContaining("(character 11)");
    }

    @Test
    void a_registry_of_255_characters_is_the_longest() {
        String longest = "a.".repeat(126) + "abc";

        assertThat(RegistryReference.parseRegistry(longest)).isEqualTo(longest);
        assertThatThrownBy(() -> RegistryReference.parseRegistry(longest + "d"))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "65535, true", "65536, false"})
    void a_port_is_between_1_and_65535(String port, boolean good) {
        if (good) {
            assertThat(RegistryReference.parse("h:" + port + "/x").registry()).isEqualTo("h:" + port);
        } else {
            assertThatThrownBy(() -> RegistryReference.parse("h:" + port + "/x"))
                    .isInstanceOf(InvalidReferenceException.class);
        }
    }
}
