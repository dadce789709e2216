package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    @Test
    void sha256_gives_the_example_of_the_standard() {
        assertThat(Digest.sha256(ABC))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void sha512_gives_the_example_of_the_standard() {
        assertThat(Digest.of(DigestAlgorithm.SHA512, ABC))
                .hasToString("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @Test
    void a_digest_prints_as_it_was_parsed() {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = Digest.of(algorithm, ABC);

            assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
            assertThat(Digest.ofHash(algorithm, digest.hash())).isEqualTo(digest);
            assertThat(TagOrDigest.parse(digest.toString())).isEqualTo(digest);
        }
    }

    @Test
    void finishing_a_computation_resets_it() {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        computation.update(ABC);

        assertThat(Digest.finish(DigestAlgorithm.SHA256, computation)).isEqualTo(Digest.sha256(ABC));
        assertThat(Digest.finish(DigestAlgorithm.SHA256, computation)).isEqualTo(Digest.sha256(new byte[0]));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | it has no algorithm; write sha256:HEX
            sha256              | it has no algorithm; write sha256:HEX
            :00                 | it has no algorithm; write sha256:HEX
            md5:00              | its algorithm is unknown; use sha256 or sha512
            SHA256:00           | its algorithm is unknown; use sha256 or sha512
            sha256:             | sha256 has 64 hexadecimal digits, not 0; write the whole digest
            sha512:00           | sha512 has 128 hexadecimal digits, not 2; write the whole digest
            """)
    void a_malformed_digest_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> Digest.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessage("digest \"" + text + "\" is malformed: " + reason);
    }

    @Test
    void a_character_that_is_not_a_lower_case_hexadecimal_digit_is_refused_with_its_position() {
        String hex = "0".repeat(63);

        assertThatThrownBy(() -> Digest.parse("sha256:" + hex + "A")).hasMessageContaining("character 71 is \"A\"");
        assertThatThrownBy(() -> Digest.parse("sha256:/" + hex)).hasMessageContaining("character 8 is \"/\"");
    }

    @Test
    void digests_are_ordered_by_algorithm_and_then_by_hash() {
        List<Digest> ordered = List.of(
                Digest.ofHash(DigestAlgorithm.SHA256, new byte[32]),
                Digest.sha256(ABC),
                Digest.ofHash(DigestAlgorithm.SHA512, new byte[64]));

        assertThat(Stream.of(2, 0, 1).map(ordered::get).sorted()).isEqualTo(ordered);
    }
}
