package dev.portolan.http.pipeline;

import java.time.Duration;
import java.time.Instant;

/** A token for some scopes, with the end of its use. Its text contains no secret. */
final class Token {
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Scopes scopes;
    private final String value;
    private final Instant goodUntil;

    /**
     * A token that was just given.
     *
     * @param seconds how long it lives; it is renewed early, by 30 s or a quarter of its life, because clocks differ
     */
    Token(Scopes scopes, String value, Instant now, long seconds) {
        this.scopes = scopes;
        this.value = value;
        Duration life = Duration.ofSeconds(seconds);
        Duration margin = life.dividedBy(4);
        this.goodUntil = now.plus(life).minus(margin.compareTo(MARGIN) > 0 ? MARGIN : margin);
    }

    boolean goodFor(Scopes wanted, Instant now) {
        return scopes.cover(wanted) && now.isBefore(goodUntil);
    }

    String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "token for " + scopes;
    }
}
