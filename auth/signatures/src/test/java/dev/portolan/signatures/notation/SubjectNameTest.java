package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names of certificates an identity of a trust policy stands for. */
class SubjectNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            C=US, ST=WA, O=E            | CN=x, O=E, ST=WA, C=US        | true
            C=US, S=WA, O=E             | CN=x, O=E, ST=WA, C=US        | true
            C=US, ST=WA, O=E, CN=x      | C=US, ST=WA, O=E, CN=x        | true
            C=US, ST=WA, O=E, CN=x      | C=US, ST=WA, O=E              | false
            C=US, ST=WA, O=E            | C=US, ST=WA, O=e              | false
            C=US, ST=WA, O=E            | C=US, ST=WA, O=E2             | false
            C=US, ST=WA, O=E            | C=US, ST=WA, OU=E             | false
            C=US, ST=WA, O="E, Inc."    | C=US, ST=WA, O=E\\, Inc.      | true
            C=US, ST=WA, O=E            | C=US, ST=WA, O="E,OU=x"       | false
            C=US, ST=WA, O=E            | C=US, ST=WA, CN="x,O=E"       | false
            C=US, ST=WA, O=E            | C=US, ST=WA, CN="x\\,O=E"     | false
            C=US, ST=WA, O="A+B"        | C=US, ST=WA, O=A\\+B          | true
            C=US, ST=WA, O="A=B"        | C=US, ST=WA, O=A\\=B          | true
            C=US, ST=WA, O="A\\\\B"     | C=US, ST=WA, O="A\\\\B"       | true
            """)
    void an_identity_is_part_of_a_subject(String identity, String subject, boolean part) {
        assertThat(SubjectName.parse(identity).isPartOf(SubjectName.of(new X500Principal(subject))))
                .isEqualTo(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C=US, C=DE", "C=US+O=E", "C", "=US", "C=US, CN=a, CN=b"})
    void a_name_that_is_malformed_or_ambiguous_is_refused(String name) {
        assertThatThrownBy(() -> SubjectName.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
