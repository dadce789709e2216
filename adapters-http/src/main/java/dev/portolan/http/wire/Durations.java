package dev.portolan.http.wire;

import java.time.Duration;

/** Durations as messages spell them. */
final class Durations {
    private Durations() {}

    /** Returns whole seconds ({@code "60 s"}), or milliseconds below one second. */
    static String text(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
