package dev.portolan.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of all encodings of an ECDSA signature, one is accepted. */
class EcdsaEncodingTest {
    private static String raw(String der, int size) {
        return EcdsaEncoding.toRaw(HexFormat.of().parseHex(der), size)
                .map(HexFormat.of()::formatHex)
                .orElse("refused");
    }

    @ParameterizedTest
    @CsvSource({
        "3006020101020102, 00010002",
        "3008020200ff02020080, 00ff0080",
        "300802027fff02020100, 7fff0100",
        "300a020300ffff02030080" + "00, ffff8000",
    })
    void each_number_is_padded_to_its_size(String der, String expected) {
        assertThat(raw(der, 2)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "30050201010200", // a number without bytes
                "3006020100020101", // r is 0
                "3006020101020100", // s is 0
                "30060201ff020101", // r is negative
                "3006020101020180", // s is negative
                "30070202007f020101", // a zero too many
                "3007020200010201" + "01", // the same
                "3009020300ffff02030100", // cut short
                "300902040" + "1000000020101", // a number too large
                "3106020101020101", // no sequence
                "3006030101020101", // r is no integer
                "3006020101030101", // s is no integer
                "3007020101020101", // the length is too large
                "3005020101020101", // the length is too small
                "300602010102010100", // a byte after the end
                "30070201010201010" + "0", // a byte after s
                "308106020101020101", // the long form of a short length
                "30820006020101020101", // two bytes of length
                "3080020101020101", // an indefinite length
                "3006028101020101", // a number with a length in the long form
                "3006020201020101", // r runs into s
                "3006020101020201", // s runs out of the sequence
            })
    void any_other_encoding_is_refused(String der) {
        assertThat(raw(der, 2)).isEqualTo("refused");
    }

    @Test
    void the_long_form_begins_at_128_bytes() {
        String number62 = "02" + "3e" + "01".repeat(62);
        String number61 = "02" + "3d" + "01".repeat(61);
        String number60 = "02" + "3c" + "01".repeat(60);

        assertThat(raw("3081" + "80" + number62 + number62, 66)).hasSize(4 * 66);
        assertThat(raw("3080" + number62 + number62, 66)).isEqualTo("refused");
        assertThat(raw("307f" + number62 + number61, 66)).hasSize(4 * 66);
        assertThat(raw("3081" + "7f" + number62 + number61, 66)).isEqualTo("refused");
        assertThat(raw("307c" + number60 + number60, 60)).isEqualTo("01".repeat(120));
        assertThat(raw("307c" + number60 + number60, 59)).isEqualTo("refused");
    }
}
