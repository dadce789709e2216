package dev.portolan.cli;

import dev.portolan.port.TransferListener;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines at the bottom of a terminal, drawn again ten times per second. */
final class ProgressDisplay extends Progress {
    private static final long INTERVAL_MILLIS = 100;
    /** A quick command ends before the first drawing. */
    private static final int FIRST_AFTER = 3;
    /** A window may be resized. */
    private static final int SIZE_EVERY = 10;

    private static final String CLEAR_BELOW = "\r\u001b[J";

    private final PrintWriter err;
    private final Transfers transfers = new Transfers(System::nanoTime);
    private @Nullable Thread drawing;
    private int drawn;
    private boolean closed;

    ProgressDisplay(PrintWriter err) {
        this.err = err;
    }

    @Override
    synchronized TransferListener listener() {
        if (drawing == null) {
            drawing = new Thread(this::draw, "portolan-progress");
            drawing.setDaemon(true);
            drawing.start();
        }
        return transfers;
    }

    @Override
    void preparing(String what) {
        transfers.preparing(what);
    }

    private void draw() {
        Terminal.Size size = new Terminal.Size(24, 80);
        try {
            for (int round = 0; ; round++) {
                Thread.sleep(INTERVAL_MILLIS);
                if (round < FIRST_AFTER || !transfers.isActive() && drawn == 0) {
                    continue;
                }
                if (drawn == 0 || round % SIZE_EVERY == 0) {
                    size = Terminal.size();
                }
                if (!show(transfers.lines(Math.min(size.rows(), 12), size.columns()))) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized boolean show(List<String> lines) {
        if (closed) {
            return false;
        }
        // At the start of the line: the terminal echoes ^C there, and must not wrap.
        err.print(up() + String.join("\n", lines) + "\r");
        err.flush();
        drawn = lines.size();
        return true;
    }

    private String up() {
        return (drawn > 1 ? "\u001b[" + (drawn - 1) + "A" : "") + CLEAR_BELOW;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (drawn > 0) {
                err.print(up());
                err.flush();
            }
            if (drawing != null) {
                drawing.interrupt();
            }
        }
    }
}
