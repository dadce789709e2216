package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AuthKeyTest {

    @Property
    void every_form_of_a_registry_applies_to_all_of_its_repositories(
            @ForAll("registries") String registry,
            @ForAll("repositories") String repository,
            @ForAll("scheme") String scheme,
            @ForAll("suffix") String suffix) {
        String key = scheme + registry + suffix;

        assertThat(matching(List.of(key), registry, repository)).containsExactly(key);
        assertThat(matching(List.of(key), registry, "")).containsExactly(key);
    }

    @Property
    void no_form_of_a_registry_applies_to_another_registry(
            @ForAll("registries") String registry,
            @ForAll("registries") String other,
            @ForAll("repositories") String repository,
            @ForAll("scheme") String scheme,
            @ForAll("suffix") String suffix) {
        Assume.that(!registry.equals(other));

        assertThat(matching(List.of(scheme + registry + suffix, registry + "/" + repository), other, repository))
                .isEmpty();
    }

    @Property
    void a_path_applies_to_repositories_below_it(
            @ForAll("registries") String registry,
            @ForAll("repositories") String path,
            @ForAll("repositories") String repository) {
        boolean under = repository.equals(path) || repository.startsWith(path + "/");

        assertThat(matching(List.of(registry + "/" + path), registry, repository))
                .hasSize(under ? 1 : 0);
        assertThat(matching(List.of(registry + "/" + path), registry, path + "/below"))
                .hasSize(1);
        assertThat(matching(List.of(registry + "/" + path), registry, path + "-beside"))
                .isEmpty();
        assertThat(matching(List.of(registry + "/" + path), registry, "")).isEmpty();
    }

    @Property
    void the_longest_path_comes_first_and_the_registry_last(
            @ForAll("registries") String registry, @ForAll("shuffled") List<Integer> order) {
        String[] longestFirst = {
            registry + "/one/two/three", registry + "/one/two", registry + "/one", registry, "https://" + registry
        };
        List<String> keys = order.stream().map(i -> longestFirst[i]).toList();

        assertThat(matching(keys, registry, "one/two/three")).containsExactly(longestFirst);
    }

    private static List<String> matching(List<String> keys, String registry, String repository) {
        Map<String, String> object = new LinkedHashMap<>();
        keys.forEach(key -> object.put(key, ""));
        return AuthKey.matching(object, registry, repository);
    }

    @Test
    void the_form_that_docker_writes_wins_over_other_forms() {
        String docker = RegistryName.dockerAddress("docker.io");
        List<String> keys = List.of("http://docker.io/v2", "docker.io", docker);

        assertThat(matching(keys, "docker.io", "library/alpine")).containsExactly(docker, "docker.io", keys.get(0));
    }

    @Provide
    Arbitrary<String> registries() {
        Arbitrary<String> name =
                Arbitraries.strings().withCharRange('a', 'd').ofMinLength(1).ofMaxLength(3);
        Arbitrary<String> port = Arbitraries.of("", ":443", ":5000");
        return Combinators.combine(name, port).as((host, suffix) -> host + ".example" + suffix);
    }

    @Provide
    Arbitrary<String> repositories() {
        return Arbitraries.strings()
                .withCharRange('a', 'b')
                .ofMinLength(1)
                .ofMaxLength(2)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(components -> String.join("/", components));
    }

    @Provide
    Arbitrary<String> scheme() {
        return Arbitraries.of("", "https://", "http://");
    }

    @Provide
    Arbitrary<String> suffix() {
        return Arbitraries.of("", "/", "/v1", "/v1/", "/v2", "/v2/");
    }

    @Provide
    Arbitrary<List<Integer>> shuffled() {
        return Arbitraries.shuffle(0, 1, 2, 3, 4);
    }
}
