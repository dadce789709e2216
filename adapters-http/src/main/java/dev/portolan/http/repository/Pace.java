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

    /** Nanoseconds for each byte of a piece: 100 ms for one of 8 MiB. */
    private static final long SHORTEST = 12;

    private final long shortest;
    private int width = 1;
    private boolean warm;
    private double best;
    private boolean settled;

    /**
     * Measures for at least as long as a large piece takes on a fast line. Less time tells more of other work on this
     * machine than of the line.
     *
     * @param piece the size of a piece, in bytes
     */
    Pace(int piece) {
        this.shortest = piece * SHORTEST;
    }

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
     *
     * @return whether the measurement is over; if not, it was too short, and goes on
     */
    boolean measured(long bytes, long nanos) {
        if (nanos < shortest) {
            return false;
        }
        if (!warm) {
            warm = true;
        } else if (!settled) {
            decide(bytes * 1e9 / nanos);
        }
        return true;
    }

    private void decide(double rate) {
        if (rate >= FAST * width) {
            alone(); // cold code may have hidden it while there was one connection
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

    /** Uses one connection from now on. */
    void alone() {
        width = 1;
        settled = true;
    }

    /** Returns whether one connection is to fetch all the rest. */
    boolean isAlone() {
        return settled && width == 1;
    }
}
