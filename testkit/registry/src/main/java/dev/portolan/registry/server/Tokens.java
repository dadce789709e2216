package dev.portolan.registry.server;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that were issued and are still valid; only the newest are kept, because clients may request any number.
 */
final class Tokens {
    private static final int MOST = 10_000;

    private record Granted(List<Access> access, Instant expiry) {}

    private final Authentication authentication;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Granted> access = newest();
    private final Map<String, List<Permission>> refresh = newest();

    Tokens(Authentication authentication) {
        this.authentication = authentication;
    }

    private static <T> Map<String, T> newest() {
        return Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > MOST;
            }
        });
    }

    /** Returns how many tokens are remembered. */
    int remembered() {
        return access.size() + refresh.size();
    }

    /** Returns a new token for those of the requested scopes that are permitted. */
    String grant(List<Access> asked, List<Permission> permissions) {
        Instant now = authentication.clock.instant();
        List<Access> granted = asked.stream()
                .filter(each -> AccessGate.allowed(permissions, each))
                .toList();
        String token = text();
        access.put(token, new Granted(granted, now.plus(authentication.lifetime)));
        return token;
    }

    /** Returns what a token permits; empty when it was not issued, or has expired. */
    Optional<List<Access>> granted(String token) {
        return Optional.ofNullable(access.get(token))
                .filter(granted -> granted.expiry().isAfter(authentication.clock.instant()))
                .map(Granted::access);
    }

    String grantRefresh(List<Permission> permissions) {
        String token = text();
        refresh.put(token, permissions);
        return token;
    }

    Optional<List<Permission>> refreshed(String token) {
        return Optional.ofNullable(refresh.get(token));
    }

    /** Revokes all access tokens; refresh tokens stay valid. */
    void revoke() {
        access.clear();
    }

    private String text() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
