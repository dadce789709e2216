package dev.portolan.http.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection for one request. A channel that is waited for cannot be told how long to wait; so a clock closes it when
 * its time is over. Any thread may close it, and an interrupt of the one that waits does.
 */
final class SocketConnection implements AutoCloseable {
    private static final int LAST_PORT = 0xffff;
    private static final int TLS_PIECE = 16 << 10;

    private final SocketChannel channel;
    private final ResponseTimeouts patience;
    private final Consumer<SocketConnection> whenClosed;
    private @Nullable SSLSocket secured;
    private volatile ResponseTimeouts.@Nullable Watch watch;
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile boolean late;

    private SocketConnection(SocketChannel channel, ResponseTimeouts patience, Consumer<SocketConnection> whenClosed) {
        this.channel = channel;
        this.patience = patience;
        this.whenClosed = whenClosed;
    }

    /** Connects to the first of a host's addresses that answers, with so much time for each. */
    static SocketConnection open(
            URI uri, Duration timeout, ResponseTimeouts patience, Consumer<SocketConnection> whenClosed)
            throws IOException {
        if (Uris.port(uri) > LAST_PORT) {
            throw new IOException("there is no port " + Uris.port(uri));
        }
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(Uris.host(uri))) {
            SocketConnection connection = new SocketConnection(SocketChannel.open(), patience, whenClosed);
            try {
                connection.connect(new InetSocketAddress(address, Uris.port(uri)), timeout);
                return connection;
            } catch (IOException e) {
                connection.close();
                if (e instanceof InterruptedIOException) {
                    throw e;
                }
                failure = failure == null ? e : failure;
            }
        }
        throw failure == null ? new IOException("the host has no address") : failure;
    }

    private void connect(InetSocketAddress address, Duration timeout) throws IOException {
        patience(timeout);
        try {
            waiting(() -> channel.connect(address) ? 1 : 0);
        } catch (HttpTimeoutException e) {
            throw new HttpConnectTimeoutException("no connection within " + timeout.toSeconds() + " s");
        }
    }

    /** Goes on over TLS, with a host whose certificate must be one for this address. */
    void secure(URI uri, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket)
                context.getSocketFactory().createSocket(channel.socket(), Uris.host(uri), Uris.port(uri), false);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        waiting(() -> {
            socket.startHandshake();
            return 0;
        });
        secured = socket;
    }

    /** From now on, a single wait may take so long. */
    void patience(Duration limit) {
        ResponseTimeouts.Watch before = watch;
        if (before != null) {
            before.end();
        }
        watch = patience.watch(limit, () -> waiting ? waitingSince : System.nanoTime(), this::giveUp);
    }

    private void giveUp() {
        late = true;
        closeChannel();
    }

    /** Sends all that remains of a buffer. */
    void write(ByteBuffer buffer) throws IOException {
        SSLSocket socket = secured;
        while (buffer.hasRemaining()) {
            waiting(() -> socket == null ? channel.write(buffer) : write(socket, buffer));
        }
    }

    private static int write(SSLSocket socket, ByteBuffer buffer) throws IOException {
        byte[] piece = new byte[Math.min(buffer.remaining(), TLS_PIECE)];
        buffer.get(piece);
        socket.getOutputStream().write(piece);
        return piece.length;
    }

    /**
     * Reads what comes next, as far as it fits.
     *
     * @return the number of bytes; below zero when the other side has ended the connection
     * @throws HttpTimeoutException when nothing came for too long
     * @throws InterruptedIOException when the thread was interrupted
     */
    int read(ByteBuffer buffer) throws IOException {
        SSLSocket socket = secured;
        return waiting(() -> socket == null ? channel.read(buffer) : read(socket, buffer));
    }

    private static int read(SSLSocket socket, ByteBuffer buffer) throws IOException {
        int n = socket.getInputStream()
                .read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        buffer.position(buffer.position() + Math.max(n, 0));
        return n;
    }

    private interface Wait {
        int run() throws IOException;
    }

    private int waiting(Wait wait) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            return wait.run();
        } catch (IOException e) {
            throw channel.isOpen() ? e : reason(e);
        } finally {
            waiting = false;
        }
    }

    /** Why a wait ended: TLS has no exceptions for that. */
    private IOException reason(IOException e) {
        if (late) {
            return new HttpTimeoutException("nothing came for too long");
        }
        if (!Thread.currentThread().isInterrupted()) {
            return e;
        }
        return Interrupts.of(e);
    }

    @Override
    public void close() {
        ResponseTimeouts.Watch last = watch;
        if (last != null) {
            last.end();
        }
        closeChannel();
        whenClosed.accept(this);
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is expected of it any more
        }
    }
}
