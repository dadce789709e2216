package dev.portolan.examples.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One direction of a relayed connection: packets leave it late, and not faster than its speed. */
final class Line {
    private static final int PACKET = 16 << 10;

    /** Packets on the way: enough for a second at 64 MB/s. */
    private static final int MOST = 4096;

    private static final Packet END = new Packet(new byte[0], 0);

    private final Socket from;
    private final Socket to;
    private final long delay;
    private final long bytesPerSecond;
    private final long opensAfter;
    private final BlockingQueue<Packet> packets = new ArrayBlockingQueue<>(MOST);

    private record Packet(byte[] bytes, long due) {}

    /**
     * A direction.
     *
     * @param bytesPerSecond 0 for no limit
     * @param opensAfter nanoseconds from now before which nothing passes
     */
    Line(Socket from, Socket to, Duration delay, long bytesPerSecond, long opensAfter) {
        this.from = from;
        this.to = to;
        this.delay = delay.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.opensAfter = opensAfter;
    }

    /** Starts to relay, and hands both sockets over when this direction is broken; its end alone closes only its output. */
    void start(Consumer<Socket> broken) {
        AtomicInteger failures = new AtomicInteger();
        Relay.daemon("relay-in", () -> run(this::read, broken, failures));
        Relay.daemon("relay-out", () -> run(this::write, broken, failures));
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void run(Work work, Consumer<Socket> broken, AtomicInteger failures) {
        try {
            work.run();
        } catch (IOException | InterruptedException e) {
            if (failures.getAndIncrement() == 0) {
                packets.clear();
                packets.offer(END);
                broken.accept(from);
                broken.accept(to);
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        long opens = System.nanoTime() + opensAfter;
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[PACKET];
        for (int n; (n = in.read(buffer)) >= 0; ) {
            packets.put(new Packet(Arrays.copyOf(buffer, n), Math.max(System.nanoTime(), opens) + delay));
        }
        packets.put(END);
    }

    private void write() throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        long free = System.nanoTime();
        for (Packet packet; (packet = packets.take()) != END; ) {
            long due = Math.max(packet.due, free);
            if (bytesPerSecond > 0) {
                free = due + packet.bytes.length * 1_000_000_000L / bytesPerSecond;
            }
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            out.write(packet.bytes);
        }
        to.shutdownOutput();
    }
}
