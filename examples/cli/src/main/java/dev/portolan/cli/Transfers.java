package dev.portolan.cli;

import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.TransferListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The current transfers, and the total progress. */
final class Transfers implements TransferListener {
    private final LongSupplier nanoTime;
    private final Map<Digest, Transfer> active = new LinkedHashMap<>();
    private final Rate rate = new Rate();
    private String preparing = "";
    private long preparingSince;
    private long planned;
    private long plannedBytes;
    private long finished;
    private long finishedBytes;

    Transfers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static final class Transfer {
        private final String name;
        private final long size;
        private final Rate rate = new Rate();
        private long moved;

        Transfer(Descriptor content) {
            this.name = Progress.name(content);
            this.size = content.size();
        }
    }

    /** Bytes per second over the last seconds. */
    private static final class Rate {
        private static final double WINDOW_SECONDS = 3;
        private boolean moving;
        private long began;
        private long last;
        private long waiting;
        private double perSecond;

        /** The time before the first bytes does not count. */
        void moved(long bytes, long now) {
            if (!moving) {
                moving = true;
                began = now;
                last = now;
            }
            waiting += bytes;
        }

        double at(long now) {
            double seconds = (now - last) / 1e9;
            if (seconds > 0) {
                double age = (now - began) / 1e9;
                double weight = Math.min(1, seconds / Math.min(WINDOW_SECONDS, Math.max(age, seconds)));
                perSecond += weight * (waiting / seconds - perSecond);
                waiting = 0;
                last = now;
            }
            return perSecond;
        }
    }

    /** Names the work before the first transfer, such as {@code packing files}. */
    synchronized void preparing(String what) {
        preparing = what;
        preparingSince = nanoTime.getAsLong();
    }

    private boolean isPreparing() {
        return planned == 0 && !preparing.isEmpty();
    }

    @Override
    public synchronized void planned(Descriptor content) {
        planned++;
        plannedBytes += content.size();
    }

    @Override
    public synchronized void started(Descriptor content) {
        active.put(content.digest(), new Transfer(content));
    }

    @Override
    public synchronized void moved(Descriptor content, long bytes) {
        long now = nanoTime.getAsLong();
        Transfer transfer = active.get(content.digest());
        if (transfer != null) {
            transfer.moved += bytes;
            transfer.rate.moved(bytes, now);
        }
        rate.moved(bytes, now);
    }

    @Override
    public synchronized void resumed(Descriptor content, long offset) {
        Transfer transfer = active.get(content.digest());
        if (transfer != null) {
            transfer.moved = offset;
        }
    }

    @Override
    public synchronized void done(Descriptor content) {
        finish(content);
    }

    @Override
    public synchronized void skipped(Descriptor content) {
        finish(content);
    }

    @Override
    public synchronized void mounted(Descriptor content) {
        finish(content);
    }

    @Override
    public synchronized void failed(Descriptor content, OciException reason) {
        active.remove(content.digest());
    }

    private void finish(Descriptor content) {
        active.remove(content.digest());
        finished++;
        finishedBytes += content.size();
    }

    /** Returns one line per transfer, then the total; as many as fit. */
    synchronized List<String> lines(int rows, int columns) {
        long now = nanoTime.getAsLong();
        if (isPreparing()) {
            long seconds = (now - preparingSince) / 1_000_000_000;
            return List.of(Terminal.fit(preparing + ", " + seconds + " s", columns - 1));
        }
        List<String> lines = new ArrayList<>();
        long moved = finishedBytes;
        for (Transfer transfer : active.values()) {
            double speed = transfer.rate.at(now);
            moved += Math.min(transfer.moved, transfer.size);
            if (lines.size() < rows - 2) {
                lines.add(ProgressLine.of(transfer.name, transfer.moved, transfer.size, speed, columns));
            }
        }
        lines.add(ProgressLine.of(
                "total, " + finished + " of " + planned, moved, Math.max(plannedBytes, moved), rate.at(now), columns));
        return lines;
    }

    /** Returns whether anything is being transferred, or prepared. */
    synchronized boolean isActive() {
        return !active.isEmpty() || isPreparing();
    }
}
