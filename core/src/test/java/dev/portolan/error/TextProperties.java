package dev.portolan.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** For any text, the result cannot change how a terminal shows the rest of the line. */
class TextProperties {
    private static final int[] DANGEROUS = {
        0, 7, 8, 9, 0xa, 0xd, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0x9f, 0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f,
        0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x206f, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfeff, 0xfff9,
        0x1d173, 0xe0001, 0xe0041
    };

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void cleaned_text_is_one_short_line_of_printable_characters(@ForAll("foreign") String text) {
        assertHarmless(Text.clean(text));
        assertHarmless(Text.quote(text));
        assertThat(Text.clean(text).length()).isLessThanOrEqualTo(Text.LONGEST);
        assertThat(Text.clean(text, 20).length()).isLessThanOrEqualTo(20);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void cleaning_twice_changes_nothing(@ForAll("foreign") String text) {
        String once = Text.clean(text);

        assertThat(Text.clean(once)).isEqualTo(once);
        assertThat(Text.hideCredentials(Text.hideCredentials(once))).isEqualTo(Text.hideCredentials(once));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void no_part_of_a_problem_adds_a_control_character_to_a_message(@ForAll("foreign") String text) {
        OciException failure = new DeniedException(Problem.of("pulling " + text + " failed")
                .at(text)
                .because(text)
                .answered(403, List.of(new RegistryError(text, text), new RegistryError("DENIED", text)))
                .advice(text));

        assertHarmless(failure.getMessage());
        assertHarmless(failure.toString());
        assertHarmless(failure.problem().toString());
        failure.where().ifPresent(TextProperties::assertHarmless);
        failure.advice().ifPresent(TextProperties::assertHarmless);
        failure.registryErrors().forEach(error -> assertHarmless(error.code() + error.message() + error));
    }

    @Provide
    Arbitrary<String> foreign() {
        Arbitrary<String> dangerous =
                Arbitraries.of(Arrays.stream(DANGEROUS).boxed().toList()).map(Character::toString);
        return Arbitraries.oneOf(
                        dangerous, Arbitraries.strings().all().ofMaxLength(9), Arbitraries.of("@", ":", "://", " "))
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts))
                .flatMap(text -> Arbitraries.of(1, 1, 1, 40).map(text::repeat));
    }

    private static void assertHarmless(String text) {
        text.codePoints()
                .forEach(c -> assertThat(Character.getType(c))
                        .as("U+%04X", c)
                        .isNotIn(
                                (int) Character.CONTROL,
                                (int) Character.SURROGATE,
                                (int) Character.LINE_SEPARATOR,
                                (int) Character.PARAGRAPH_SEPARATOR));
        assertThat(text.codePoints()
                        .filter(c -> Character.getType(c) == Character.FORMAT && c != 0x200c && c != 0x200d)
                        .toArray())
                .isEmpty();
    }
}
