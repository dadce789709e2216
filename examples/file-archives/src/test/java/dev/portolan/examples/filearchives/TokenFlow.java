package dev.portolan.examples.filearchives;

import dev.portolan.port.Credential;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Authentication.TokenField;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryProfile;
import java.util.HashSet;
import java.util.Set;

/** How well-known registries let one in, as far as their documents tell; each beside its other ways. */
enum TokenFlow {
    /** A password, or an access token in its place, is exchanged with GET for a token of both names. */
    DOCKER_HUB(
            // But for 401 to a missing manifest, which Docker Hub says to those who may not push.
            without(RegistryProfile.DOCKER_HUB, Quirk.MISSING_IS_UNAUTHORIZED),
            Authentication.token().user("sailor", "dckr_pat_1").service("registry.docker.io"),
            "GET /token"),
    /** A personal access token is exchanged with GET; the answer has {@code token} alone and says no life. */
    GHCR(
            RegistryProfile.GHCR.quirks(),
            Authentication.token()
                    .user("sailor", "ghp_1")
                    .service("ghcr.io")
                    .field(TokenField.TOKEN)
                    .postAllowed(false)
                    .expiresIn(false),
            "GET /token"),
    /** The password of {@code aws ecr get-login-password} goes with each request; there is no token service. */
    ECR(RegistryProfile.ECR.quirks(), Authentication.basic("AWS", "ecr_1"), ""),
    /** An OAuth access token is the password of the user {@code oauth2accesstoken}. */
    ARTIFACT_REGISTRY(
            RegistryProfile.ARTIFACT_REGISTRY.quirks(),
            Authentication.token().user("oauth2accesstoken", "ya29.1").field(TokenField.TOKEN),
            "GET /token"),
    /** A refresh token is exchanged with POST; the answer has {@code access_token} alone. */
    ACR(
            RegistryProfile.ACR.quirks(),
            Authentication.token().user("sailor", "acr_1").refreshTokens(true).field(TokenField.ACCESS_TOKEN),
            "POST /token");

    private final Set<Quirk> quirks;
    private final Authentication authentication;
    private final String exchange;

    TokenFlow(Set<Quirk> quirks, Authentication authentication, String exchange) {
        this.quirks = quirks;
        this.authentication = authentication;
        this.exchange = exchange;
    }

    private static Set<Quirk> without(RegistryProfile profile, Quirk quirk) {
        Set<Quirk> rest = new HashSet<>(profile.quirks());
        rest.remove(quirk);
        return rest;
    }

    Quirk[] quirks() {
        return quirks.toArray(new Quirk[0]);
    }

    Authentication authentication() {
        return authentication;
    }

    /** The request that a token is had with; empty where there is none. */
    String exchange() {
        return exchange;
    }

    /** What a user has of this registry. */
    Credential credential(String refreshToken) {
        return switch (this) {
            case DOCKER_HUB -> Credential.password("sailor", "dckr_pat_1");
            case GHCR -> Credential.password("sailor", "ghp_1");
            case ECR -> Credential.password("AWS", "ecr_1");
            case ARTIFACT_REGISTRY -> Credential.password("oauth2accesstoken", "ya29.1");
            case ACR -> Credential.identityToken(refreshToken);
        };
    }
}
