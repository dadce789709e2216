package dev.portolan.signatures.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.internal.json.Json;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.signatures.cosign.SignedIdentity;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of {@code signedIdentity}, with names that carry tags and digests. */
class IdentitiesTest {
    private static final String DIGEST = Digest.sha256(new byte[0]).toString();
    private static final String OTHER = Digest.sha256(new byte[1]).toString();

    private static SignedIdentity rule(String members) {
        return Identities.parse(Json.parseObject(("{\"type\":" + members + "}").getBytes(StandardCharsets.UTF_8)));
    }

    private static String digests(String text) {
        return text.replace("@D", "@" + DIGEST).replace("@O", "@" + OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "matchExact, x.org/app:v1, x.org/app:v1, true",
        "matchExact, x.org/app:v1, x.org/app:v2, false",
        "matchExact, x.org/app:v1, x.org/app, false",
        "matchExact, x.org/app:v1, x.org/app@D, false",
        "matchExact, x.org/app:v1, x.org/other:v1, false",
        "matchExact, x.org/app:v1, y.org/app:v1, false",
        "matchExact, x.org/app@D, x.org/app@D, true",
        "matchExact, x.org/app@D, x.org/app@O, false",
        "matchExact, x.org/app@D, x.org/app:v1, false",
        "matchExact, alpine:3, docker.io/library/alpine:3, true",
        "matchExact, docker.io/library/alpine:3, alpine:3, true",
        "matchExact, alpine:latest, alpine, false",
        "matchRepoDigestOrExact, x.org/app:v1, x.org/app:v1, true",
        "matchRepoDigestOrExact, x.org/app:v1, x.org/app:v2, false",
        "matchRepoDigestOrExact, x.org/app:v1, x.org/app, false",
        "matchRepoDigestOrExact, x.org/app@D, x.org/app:v2, true",
        "matchRepoDigestOrExact, x.org/app@D, x.org/app@O, true",
        "matchRepoDigestOrExact, x.org/app@D, x.org/other:v2, false",
        "matchRepoDigestOrExact, x.org/app@D, y.org/app:v2, false",
        "matchRepository, x.org/app:v1, x.org/app:v2, true",
        "matchRepository, x.org/app:v1, x.org/app, true",
        "matchRepository, x.org/app:v1, x.org/app/more, false",
        "matchRepository, x.org/app:v1, y.org/app, false",
        "matchRepository, x.org/app:v1, x.org:5000/app, false",
        "matchRepository, x.org/app:v1, not a name, false",
        "matchRepository, x.org/app:v1, '', false",
        "matchRepository, oci-layout:dir:v1, x.org/app, false",
        "matchRepository, oci-layout:dir:v1, invalid.invalid/nowhere, false",
        "matchExact, oci-layout:dir:v1, x.org/app:v1, false",
    })
    void a_signed_name_is_compared_with_the_requested_one(String type, String wanted, String signed, boolean accepted) {
        assertThat(rule("\"" + type + "\"").accepts(Reference.parse(digests(wanted)), digests(signed)))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "exactReference, dockerReference, x.org/app:v1, x.org/app:v1, true",
        "exactReference, dockerReference, x.org/app:v1, x.org/app:v2, false",
        "exactReference, dockerReference, x.org/app:v1, x.org/app, false",
        "exactReference, dockerReference, x.org/app@D, x.org/app@D, true",
        "exactReference, dockerReference, x.org/app, x.org/app, false",
        "exactRepository, dockerRepository, x.org/app, x.org/app, true",
        "exactRepository, dockerRepository, x.org/app, x.org/app:v2, true",
        "exactRepository, dockerRepository, x.org/app, x.org/other, false",
        "exactRepository, dockerRepository, x.org/app, y.org/app, false",
        "exactRepository, dockerRepository, x.org/app, not a name, false",
    })
    void a_signed_name_is_compared_with_the_one_of_the_policy(
            String type, String member, String expected, String signed, boolean accepted) {
        SignedIdentity rule = rule("\"" + type + "\",\"" + member + "\":\"" + digests(expected) + "\"");

        for (String wanted : new String[] {"z.org/mirror:v9", "oci-layout:dir:v1"}) {
            assertThat(rule.accepts(Reference.parse(wanted), digests(signed))).isEqualTo(accepted);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"matchRepository\"', x.org/app:v1, true",
        "'\"matchRepository\"', oci-layout:dir:v1, false",
        "'\"matchExact\"', x.org/app:v1, false",
        "'\"matchExact\"', x.org/app@D, false",
        "'\"matchRepoDigestOrExact\"', x.org/app:v1, false",
        "'\"matchRepoDigestOrExact\"', x.org/app@D, true",
        "'\"exactRepository\",\"dockerRepository\":\"x.org/app\"', x.org/app:v1, true",
        "'\"exactRepository\",\"dockerRepository\":\"x.org/app\"', x.org/other:v1, false",
        "'\"exactRepository\",\"dockerRepository\":\"x.org/app\"', oci-layout:dir:v1, false",
        "'\"exactReference\",\"dockerReference\":\"x.org/app:v1\"', x.org/app:v1, false",
        "'\"remapIdentity\",\"prefix\":\"x.org\",\"signedPrefix\":\"y.org\"', x.org/app@D, true",
        "'\"remapIdentity\",\"prefix\":\"x.org\",\"signedPrefix\":\"y.org\"', x.org/app:v1, false",
    })
    void a_bundle_counts_for_the_repository_where_it_was_found(String rule, String wanted, boolean accepted) {
        assertThat(rule(rule).acceptsUnnamed(Reference.parse(digests(wanted)))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "x.org/app:v1, y.org/app:v1, true",
        "x.org/app:v1, y.org/app:v2, false",
        "x.org/app:v1, x.org/app:v1, false",
        "z.org/app:v1, z.org/app:v1, true",
        "oci-layout:dir:v1, y.org/app:v1, false",
    })
    void a_remapped_name_keeps_its_tag(String wanted, String signed, boolean accepted) {
        assertThat(rule("\"remapIdentity\",\"prefix\":\"x.org\",\"signedPrefix\":\"y.org\"")
                        .accepts(Reference.parse(wanted), signed))
                .isEqualTo(accepted);
    }
}
