package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.port.Credential;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AuthEntryTest {

    @Property
    void a_stored_password_is_read_back_unchanged(@ForAll("names") String username, @ForAll("texts") String password) {
        Credential credential = Credential.password(username, password);

        assertThat(AuthEntry.credential(AuthEntry.members(credential))).contains(credential);
    }

    @Property
    void base64_is_read_without_its_padding_too(@ForAll("names") String username, @ForAll("texts") String password) {
        Credential credential = Credential.password(username, password);
        Map<String, String> members = new HashMap<>(AuthEntry.members(credential));
        members.computeIfPresent("auth", (name, text) -> text.replace("=", ""));

        assertThat(AuthEntry.credential(members)).contains(credential);
    }

    @Property
    void stored_tokens_are_read_back_unchanged(@ForAll("names") String token) {
        Credential identity = Credential.identityToken(token);
        Credential bearer = Credential.bearerToken(token);

        assertThat(AuthEntry.credential(AuthEntry.members(identity))).contains(identity);
        assertThat(AuthEntry.credential(AuthEntry.members(bearer))).contains(bearer);
    }

    @Test
    void too_much_padding_is_ignored() {
        assertThat(AuthEntry.credential(Map.of("auth", "dTpw=="))).contains(Credential.password("u", "p"));
        assertThatThrownBy(() -> AuthEntry.credential(Map.of("auth", "====")))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("no user name and password");
    }

    @Test
    void a_user_name_may_be_empty_but_has_no_colon() {
        Credential nameless = Credential.password("", "secret");
        assertThat(AuthEntry.credential(AuthEntry.members(nameless))).contains(nameless);

        assertThatThrownBy(() -> AuthEntry.members(Credential.password(":name", "secret")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageNotContaining("secret");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .all()
                .excludeChars(':')
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(AuthEntryTest::isText);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().all().excludeChars('\0').ofMaxLength(40).filter(AuthEntryTest::isText);
    }

    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }
}
