package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.signatures.internal.RejectedException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CBOR of RFC 8949, appendix A, as far as COSE has it, in its one shortest form. */
class CborTest {
    private static Object read(String hex) {
        return Cbor.read(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "23, 17",
        "24, 1818",
        "255, 18ff",
        "256, 190100",
        "65535, 19ffff",
        "65536, 1a00010000",
        "4294967295, 1affffffff",
        "4294967296, 1b0000000100000000",
        "9223372036854775807, 1b7fffffffffffffff",
        "-1, 20",
        "-24, 37",
        "-25, 3818",
        "-257, 390100",
        "-9223372036854775808, 3b7fffffffffffffff",
    })
    void numbers_have_one_form(long number, String hex) {
        assertThat(read(hex)).isEqualTo(number);
        assertThat(HexFormat.of().formatHex(Cbor.write(number))).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({"'', 60", "IETF, 6449455446", "ü, 62c3bc"})
    void texts_are_utf8(String text, String hex) {
        assertThat(read(hex)).isEqualTo(text);
        assertThat(HexFormat.of().formatHex(Cbor.write(text))).isEqualTo(hex);
    }

    @Test
    void lists_maps_and_tags_are_read_and_written() {
        String hex = "d28443a10126a1041831414141" + "42";
        Cbor.Tagged tagged = (Cbor.Tagged) read(hex);

        assertThat(tagged.tag()).isEqualTo(18);
        assertThat((List<?>) tagged.value()).hasSize(4);
        assertThat(((List<?>) tagged.value()).get(1)).isEqualTo(Map.of(4L, 49L));
        assertThat(HexFormat.of().formatHex(Cbor.write(tagged))).isEqualTo(hex);
        assertThat(read("c11a514b67b0")).isEqualTo(new Cbor.Tagged(1, 1363896240L));
        assertThat(read("80")).isEqualTo(List.of());
        assertThat(read("a0")).isEqualTo(Map.of());
        assertThat((byte[]) read("4401020304")).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1817",
                "1900ff",
                "1a0000ffff",
                "1b00000000ffffffff",
                "3817",
                "5817" + "00",
                "7800",
                "9800",
                "b800",
                "d817" + "00",
                "1b8000000000000000",
                "3bffffffffffffffff"
            })
    void a_longer_form_is_refused(String hex) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("shortest form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1c", "1f", "5f4101ff", "7f6101ff", "9f01ff", "bf0101ff"})
    void an_indefinite_length_is_refused(String hex) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("indefinite");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "18", "19ff", "41", "4201", "61", "81", "8201", "a1", "a101", "c1"})
    void truncated_input_is_refused(String hex) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("cut short");
    }

    @ParameterizedTest
    @CsvSource({
        "f4, unknown kind",
        "f6, unknown kind",
        "f93c00, unknown kind",
        "a1410101, neither a number nor text",
        "a1800101, neither a number nor text",
        "a201010102, a key occurs twice",
        "0000, after its end",
        "62c328, not in UTF-8",
    })
    void anything_else_is_refused(String hex, String reason) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void depth_and_number_of_values_are_limited() {
        assertThat(read("81".repeat(8) + "00")).isInstanceOf(List.class);
        for (String nest : List.of("81", "c1", "a100")) {
            assertThatThrownBy(() -> read(nest.repeat(9) + "00"))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("nested too deeply");
        }
        assertThat((List<?>) read("9903e7" + "00".repeat(999))).hasSize(999);
        assertThatThrownBy(() -> read("9903e8" + "00".repeat(1000)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("too many values");
    }

    @Test
    void a_value_of_another_kind_is_not_written() {
        assertThatThrownBy(() -> Cbor.write(true)).isInstanceOf(IllegalArgumentException.class);
    }
}
