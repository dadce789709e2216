package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.portolan.error.InvalidReferenceException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RegistryReferenceProperties {

    @Property
    @Label("what follows the grammar parses, and prints back as the same")
    void valid(@ForAll("references") String text) {
        Assume.that(!text.matches("(\\w+://)?[^/@]+:\\d{1,5}(@.*)?")); // may be a registry's host and port

        RegistryReference reference = RegistryReference.parse(text);

        assertThat(RegistryReference.parse(reference.toString())).isEqualTo(reference);
        assertThat(Reference.parse(text).registryReference()).contains(reference);
        assertThat(Reference.parse(text)).isEqualTo(Reference.of(reference)).hasToString(reference.toString());
    }

    @Property
    @Label("any text at all gives a reference or an InvalidReferenceException")
    void any(@ForAll String text) {
        parses_or_is_refused(text);
    }

    @Property
    @Label("any text of a reference's own characters gives a reference or an InvalidReferenceException")
    void likely(@ForAll("likely") String text) {
        parses_or_is_refused(text);
    }

    @Property
    @Label("a reference with one character changed gives a reference or an InvalidReferenceException")
    void mutated(@ForAll("references") String text, @ForAll char c, @ForAll int at) {
        StringBuilder changed = new StringBuilder(text);
        changed.setCharAt(Math.floorMod(at, text.length()), c);

        parses_or_is_refused(changed.toString());
    }

    private static void parses_or_is_refused(String text) {
        try {
            RegistryReference reference = RegistryReference.parse(text);
            assertThat(RegistryReference.parse(reference.toString())).isEqualTo(reference);
        } catch (InvalidReferenceException e) {
            assertThat(e.getMessage()).startsWith("reference ").contains("malformed");
        } catch (RuntimeException e) {
            fail("not an InvalidReferenceException", e);
        }
        try {
            Reference reference = Reference.parse(text);
            assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
        } catch (InvalidReferenceException e) {
            assertThat(e.getMessage()).contains("malformed");
        }
    }

    @Provide
    Arbitrary<String> likely() {
        return Arbitraries.strings()
                .withChars("ab0AZ._-:/@[]sh256")
                .ofMaxLength(40)
                .flatMap(text -> Arbitraries.of("", "oci://", "oci-layout:", "memory:", "docker-archive:")
                        .map(prefix -> prefix + text));
    }

    @Provide
    Arbitrary<String> references() {
        Arbitrary<String> scheme = Arbitraries.of("", "oci://", "docker://");
        Arbitrary<String> host = Arbitraries.of(
                "",
                "ghcr.io/",
                "localhost/",
                "localhost:5000/",
                "h:1/",
                "127.0.0.1:65535/",
                "[::1]:5000/",
                "a-b.C.d/",
                "a_b:5000/");
        Arbitrary<String> word = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(8);
        Arbitrary<String> separator = Arbitraries.of(".", "_", "__", "-", "--", "-----");
        Arbitrary<String> component = Combinators.combine(word, separator, word)
                .as((a, s, b) -> a + s + b)
                .edgeCases(none -> {});
        Arbitrary<String> name = Arbitraries.oneOf(word, component)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("/", parts));
        Arbitrary<String> tag = Combinators.combine(
                        Arbitraries.chars()
                                .range('a', 'z')
                                .range('A', 'Z')
                                .numeric()
                                .with('_'),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('A', 'Z')
                                .numeric()
                                .withChars("._-")
                                .ofMaxLength(127))
                .as((first, rest) -> ":" + first + rest);
        Arbitrary<String> digest = Arbitraries.of(DigestAlgorithm.values())
                .flatMap(algorithm -> Arbitraries.strings()
                        .withChars("0123456789abcdef")
                        .ofLength(algorithm.hexLength())
                        .map(hex -> "@" + algorithm.id() + ":" + hex));
        return Combinators.combine(
                        scheme,
                        host,
                        name,
                        Arbitraries.oneOf(Arbitraries.just(""), tag),
                        Arbitraries.oneOf(Arbitraries.just(""), digest))
                .as((s, h, n, t, d) -> s + h + n + t + d);
    }
}
