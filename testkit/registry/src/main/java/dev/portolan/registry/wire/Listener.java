package dev.portolan.registry.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A port that is listened on. Each connection is served by a task of the executor. */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ServerSocket server;
    private final Handler handler;
    private final Executor executor;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private Listener(ServerSocket server, Handler handler, Executor executor) {
        this.server = server;
        this.handler = handler;
        this.executor = executor;
    }

    /** How TLS is spoken. */
    public record Tls(SSLContext context, boolean clientCertificateNeeded) {}

    /**
     * Opens a port and begins to listen.
     *
     * @param port 0 for any that is free
     * @throws IOException when the port is not available
     */
    public static Listener open(InetAddress address, int port, Optional<Tls> tls, Handler handler, Executor executor)
            throws IOException {
        ServerSocketFactory factory = tls.<ServerSocketFactory>map(
                        secure -> secure.context().getServerSocketFactory())
                .orElseGet(ServerSocketFactory::getDefault);
        ServerSocket server = factory.createServerSocket(port, BACKLOG, address);
        if (server instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(tls.orElseThrow().clientCertificateNeeded());
        }
        Listener listener = new Listener(server, handler, executor);
        Thread thread = new Thread(listener::accept, "portolan-registry-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                // Closed, which ends the loop, or temporarily out of file descriptors.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private void serve(Socket socket) {
        Connection[] self = new Connection[1];
        self[0] = new Connection(socket, handler, () -> connections.remove(self[0]));
        connections.add(self[0]);
        try {
            executor.execute(self[0]);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // the latter is how a thread too many is refused
            connections.remove(self[0]);
            self[0].abort();
        }
        if (server.isClosed()) {
            self[0].abort();
        }
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // The port is given back either way.
        }
        connections.forEach(Connection::abort);
    }
}
