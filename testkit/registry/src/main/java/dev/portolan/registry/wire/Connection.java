package dev.portolan.registry.wire;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/** One connection: request after request, until one side ends it. */
final class Connection implements Runnable {
    /** Longer than clients keep theirs (Go: 90 s, the JDK: 20 min), so that no request meets a closing connection. */
    private static final int IDLE_MILLIS = 25 * 60_000;

    private static final int SILENCE_MILLIS = 60_000;
    private static final Duration LONGEST_HEAD = Duration.ofMinutes(1);
    /** How long a client that was refused may still send, as long as it is not silent for a second. */
    private static final Duration LONGEST_LINGER = Duration.ofSeconds(10);

    private static final int LINGER_SILENCE_MILLIS = 1_000;
    private static final long DRAINED = 64 << 20;

    private final Socket socket;
    private final Handler handler;
    private final Consumer<Connection> afterwards;

    Connection(Socket socket, Handler handler, Consumer<Connection> afterwards) {
        this.socket = socket;
        this.handler = handler;
        this.afterwards = afterwards;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            serve(
                    new WireInput(socket.getInputStream(), LONGEST_HEAD),
                    new BufferedOutputStream(socket.getOutputStream()));
        } catch (IOException | UncheckedIOException e) {
            // The client or this server has closed the connection.
        } finally {
            afterwards.accept(this);
        }
    }

    private void serve(WireInput input, OutputStream output) throws IOException {
        RequestReader reader = new RequestReader(input, this);
        while (await(input)) {
            boolean again;
            try {
                again = respond(reader.next(), output);
            } catch (MalformedRequestException e) {
                Response response = new Response(output, false, () -> false, new Progress());
                response.headers().set("Content-Type", "text/plain");
                response.send(e.status(), (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
                again = false;
            }
            if (!again) {
                linger();
                return;
            }
        }
    }

    private boolean await(WireInput input) throws IOException {
        socket.setSoTimeout(IDLE_MILLIS);
        boolean coming = input.await();
        socket.setSoTimeout(SILENCE_MILLIS);
        return coming;
    }

    private boolean respond(Request request, OutputStream output) throws IOException {
        Response response = new Response(
                output, request.isHead(), () -> request.keepsAlive() && request.canDrain(DRAINED), request.progress());
        try {
            if (request.isHttp10()) {
                response.headers().set("Connection", "keep-alive"); // or such a client waits for the end
            }
            handler.handle(request, response);
        } catch (CutException e) {
            response.flush();
            throw e;
        } catch (RuntimeException e) {
            System.getLogger(Connection.class.getName())
                    .log(System.Logger.Level.WARNING, request.method() + " " + request.path() + " failed", e);
        }
        if (!response.begun()) {
            response.closeAfter();
            response.send(500);
        }
        if (!response.whole() || !response.keepsAlive()) {
            return false;
        }
        request.drain();
        return true;
    }

    /** Lets the client read the response before the connection closes: closing with unread bytes would reset it. */
    private void linger() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_SILENCE_MILLIS);
        InputStream rest = socket.getInputStream();
        byte[] waste = new byte[16 << 10];
        long end = System.nanoTime() + LONGEST_LINGER.toNanos();
        while (rest.read(waste) >= 0 && System.nanoTime() - end < 0) {}
    }

    void sendContinue() {
        try {
            socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean secure() {
        return socket instanceof SSLSocket;
    }

    int localPort() {
        return socket.getLocalPort();
    }

    String localAuthority() {
        return "localhost:" + socket.getLocalPort();
    }

    /** Ends the connection from another thread. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }
}
