package dev.portolan.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay that makes a server on this machine look far away: each packet takes half the round-trip time in each
 * direction, opening a connection takes one round trip, and each direction of a connection has a limited speed.
 */
final class Relay implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Duration roundTrip;
    private final long bytesPerSecond;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private Relay(ServerSocket listening, InetSocketAddress target, Duration roundTrip, long bytesPerSecond) {
        this.listening = listening;
        this.target = target;
        this.roundTrip = roundTrip;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Starts a relay on a free port of the loopback address.
     *
     * @param target a server, as {@code host:port}
     * @param bytesPerSecond the speed of each connection; 0 for no limit
     */
    static Relay start(String target, Duration roundTrip, long bytesPerSecond) throws IOException {
        int colon = target.lastIndexOf(':');
        Relay relay = new Relay(
                new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
                new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1))),
                roundTrip,
                bytesPerSecond);
        daemon("relay", relay::accept);
        return relay;
    }

    /** Returns the address to connect to, as {@code 127.0.0.1:port}. */
    String host() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Returns how many connections were opened. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                daemon("relay-connect", () -> connect(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        connections.incrementAndGet();
        try {
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            long handshake = roundTrip.toNanos();
            new Line(client, server, roundTrip.dividedBy(2), bytesPerSecond, handshake).start(this::end);
            new Line(server, client, roundTrip.dividedBy(2), bytesPerSecond, 0).start(this::end);
        } catch (IOException e) {
            end(client);
            end(server);
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(Relay::close);
    }
}
