package dev.portolan.http.pipeline;

import dev.portolan.http.wire.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} in both of its forms (RFC 9110, 10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /** Returns the time of the server's clock, to which its dates refer. */
    static Optional<Instant> date(Response response) {
        try {
            return response.header("Date").map(text -> instant(text.trim()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    /** Returns how long to wait from now on; empty when the value is neither seconds nor a date. */
    static Optional<Duration> parse(String value, Instant now) {
        String text = value.trim();
        try {
            if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Duration.ofSeconds(text.length() > 9 ? 999_999_999 : Long.parseLong(text)));
            }
            Duration until = Duration.between(now, instant(text));
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
