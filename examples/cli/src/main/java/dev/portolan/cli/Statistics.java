package dev.portolan.cli;

import dev.portolan.error.Text;
import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and bytes for {@code --stats}, and logs each request for {@code --verbose}. */
final class Statistics implements RequestListener {
    private final PrintWriter err;
    private final boolean verbose;
    private final long began = System.nanoTime();
    private final LongAdder requests = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    Statistics(PrintWriter err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    @Override
    public void requested(RequestEvent event) {
        requests.increment();
        sent.add(event.sent());
        received.add(event.received());
        if (verbose) {
            print(event.toString());
        }
    }

    @Override
    public void warned(String registry, String text) {
        print("portolan: " + registry + " warns: " + Text.clean(text));
    }

    @Override
    public void waiting(String host, Duration pause) {
        print("portolan: " + host + " is not ready; retrying in " + pause.toSeconds() + " s");
    }

    @Override
    public void throttled(String host, Duration pause) {
        print("portolan: " + host + " throttles requests; trying again in " + pause.toSeconds() + " s");
    }

    private void print(String line) {
        err.println(line);
        err.flush();
    }

    /** Returns how many requests have been sent so far. */
    long requests() {
        return requests.sum();
    }

    /** Returns how many bytes of bodies have been sent and received so far. */
    long bytes() {
        return sent.sum() + received.sum();
    }

    @Override
    public String toString() {
        double seconds = (System.nanoTime() - began) / 1e9;
        return String.format(
                Locale.ROOT,
                "requests=%d sent=%d received=%d seconds=%.3f",
                requests.sum(),
                sent.sum(),
                received.sum(),
                seconds);
    }
}
