package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Challenges are read as RFC 9110 (11.6.1) writes them, whatever is in them, and nothing makes the reader stumble. */
class ChallengeProperties {
    private static final String TOKEN = "!#$%&'*+-.^_`|~09azAZ";

    /** A parameter as it is meant, and one of the ways to write it. */
    private record Parameter(String name, String value, String written) {}

    /** A challenge as it is meant, and one of the ways to write it. */
    private record Written(Challenge meant, String text) {}

    private static Arbitrary<String> tokens() {
        return Arbitraries.strings().withChars(TOKEN).ofMinLength(1).ofMaxLength(8);
    }

    /** Values with all that makes them hard: quotes, escapes, commas, equals signs, whole challenges. */
    private static Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars(TOKEN + "\"\\,;= \t/:?&").ofMaxLength(20),
                Arbitraries.of(
                        "", "https://sea.example/token?a=b,c", "Bearer realm=\"x\"", "a, Basic realm=b", "\\\""));
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static Arbitrary<Parameter> parameters() {
        Arbitrary<String> equals = Arbitraries.of("=", " =", "= ", " = ");
        Arbitrary<Boolean> bare = Arbitraries.of(true, false);
        return Combinators.combine(tokens(), values(), equals, bare).as((name, value, sign, unquoted) -> {
            boolean token = !value.isEmpty() && value.chars().allMatch(c -> TOKEN.indexOf(c) >= 0);
            return new Parameter(name, value, name + sign + (unquoted && token ? value : quoted(value)));
        });
    }

    private static Arbitrary<Written> challenge() {
        Arbitrary<String> schemes = Arbitraries.oneOf(Arbitraries.of("Bearer", "Basic", "BEARER", "Digest"), tokens());
        Arbitrary<String> commas = Arbitraries.of(",", ", ", " , ", ",,", ",\t");
        return Combinators.combine(schemes, parameters().list().ofMinSize(1).ofMaxSize(5), commas)
                .as((scheme, parameters, comma) -> {
                    Map<String, String> meant = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    parameters.forEach(one -> meant.putIfAbsent(one.name(), one.value()));
                    return new Written(
                            new Challenge(scheme.toLowerCase(Locale.ROOT), meant),
                            scheme + " "
                                    + parameters.stream()
                                            .map(Parameter::written)
                                            .collect(Collectors.joining(comma)));
                });
    }

    @Provide
    Arbitrary<List<Written>> challenges() {
        return challenge().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> garbage() {
        Arbitrary<String> pieces = Arbitraries.of(
                "Bearer",
                "realm",
                "=",
                "\"",
                "\\",
                ",",
                " ",
                "\t",
                "x",
                "scope=\"a b\"",
                "\0",
                "ä",
                "\u2028",
                "==",
                "/");
        return Arbitraries.oneOf(
                        pieces.list().ofMaxSize(20).map(list -> String.join("", list)),
                        Arbitraries.strings().ofMaxLength(40))
                .list()
                .ofMaxSize(4);
    }

    @Property
    void challenges_are_read_from_one_header(@ForAll("challenges") List<Written> written) {
        String header = written.stream().map(Written::text).collect(Collectors.joining(", "));

        assertThat(Challenge.parse(List.of(header)))
                .containsExactlyElementsOf(written.stream().map(Written::meant).toList());
    }

    @Property
    void challenges_are_read_from_several_headers(@ForAll("challenges") List<Written> written) {
        assertThat(Challenge.parse(written.stream().map(Written::text).toList()))
                .containsExactlyElementsOf(written.stream().map(Written::meant).toList());
    }

    @Property
    void garbage_is_read_without_failing(@ForAll("garbage") List<String> headers) {
        assertThatCode(() -> Challenge.parse(headers)).doesNotThrowAnyException();
    }

    @Property
    void garbage_does_not_hide_a_challenge_before_it(
            @ForAll("challenges") List<Written> written, @ForAll("garbage") List<String> garbage) {
        List<String> headers =
                new ArrayList<>(written.stream().map(Written::text).toList());
        headers.addAll(garbage);

        assertThat(Challenge.parse(headers).subList(0, written.size()))
                .containsExactlyElementsOf(written.stream().map(Written::meant).toList());
    }

    @Example
    void a_parameter_before_any_scheme_is_ignored() {
        assertThat(Challenge.parse(List.of("Basic realm=\"x\"", "realm=\"y\"")))
                .containsExactly(new Challenge("basic", Map.of("realm", "x")));
    }

    @Example
    void a_bare_value_instead_of_parameters_is_skipped() {
        for (String bare : List.of("a87421000492aa874209af8bc028==", "abc=", "abc", "a/b+c")) {
            assertThat(Challenge.parse(List.of("Negotiate " + bare + " , Bearer realm=\"r\"", "NTLM " + bare)))
                    .as(bare)
                    .containsExactly(
                            new Challenge("negotiate", Map.of()),
                            new Challenge("bearer", Map.of("realm", "r")),
                            new Challenge("ntlm", Map.of()));
        }
    }

    @Example
    void a_quote_that_is_not_closed_ends_with_the_header() {
        assertThat(Challenge.parse(List.of("Basic realm=\"abc", "Basic realm=\"abc\\", "Basic realm=\"")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "abc")),
                        new Challenge("basic", Map.of("realm", "abc\\")),
                        new Challenge("basic", Map.of("realm", "")));
    }

    @Example
    void the_number_of_challenges_is_limited() {
        assertThat(Challenge.parse(List.of("x,".repeat(100_000)))).hasSize(32);
    }
}
