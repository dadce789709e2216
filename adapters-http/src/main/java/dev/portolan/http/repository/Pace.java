package dev.portolan.http.repository;

/**
 * Decides over how many connections one blob is downloaded. Many registries and networks cap each connection, so the
 * number doubles while that makes the download clearly faster, and goes back to the last useful number when it does
 * not.
 */
final class Pace {
    /** The most connections for one blob. */
    static final int WIDEST = 8;

    /**
     * Twice the connections must be worth at least this much; less is noise, and costs the registry more than it saves.
     */
    private static final double WORTHWHILE = 1.3;

    /**
     * A connection that is this fast, in bytes per second, is not capped; then the disk or the hashing is the limit.
     */
    private static final double FAST = 100e6;

    private int width = 1;
    private boolean warm;
    private double best;
    private boolean settled;

    /** Returns the number of connections to use now. */
    int width() {
        return width;
    }

    /** Returns whether the number is final, unless the registry throttles. */
    boolean settled() {
        return settled;
    }

    /**
     * Records the speed of the current number of connections. The first measurement does not count: it includes opening
     * the connection, logging in, and code that runs for the first time.
     */
    void measured(long bytes, long nanos) {
        if (settled) {
            return;
        }
        if (!warm) {
            warm = true;
            return;
        }
        double rate = bytes * 1e9 / Math.max(1, nanos);
        if (rate >= FAST * width) {
            width = 1; // cold code may have hidden it while there was one connection
            settled = true;
        } else if (rate >= best * WORTHWHILE) {
            best = rate;
            settled = width == WIDEST;
            width = Math.min(width * 2, WIDEST);
        } else {
            width = Math.max(1, width / 2);
            settled = true;
        }
    }

    /** Uses no more connections than this from now on, and does not try for more. */
    void narrow(int most) {
        if (most < width) {
            width = Math.max(1, most);
            settled = true;
        }
    }
}
