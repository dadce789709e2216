package dev.portolan.registry.wire;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/** A port that is listened on. Each connection is served by a task of the executor. */
public final class Listener implements AutoCloseable {
    private final ServerSocket server;
    private final Handler handler;
    private final Executor executor;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private Listener(ServerSocket server, Handler handler, Executor executor) {
        this.server = server;
        this.handler = handler;
        this.executor = executor;
    }

    /** Begins to listen on a port. */
    public static Listener open(ServerSocket server, Handler handler, Executor executor) {
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
        Connection connection = new Connection(socket, handler, connections::remove);
        connections.add(connection);
        try {
            executor.execute(connection);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // the latter is how a thread too many is refused
            connections.remove(connection);
            connection.abort();
        }
        if (server.isClosed()) {
            connection.abort();
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
