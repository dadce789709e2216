package dev.portolan.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that keeps its connections open, answers every request with the same text, and can forget all connections
 * as load balancers do: without a word, until the next request comes on one of them.
 */
final class KeepAliveServer implements AutoCloseable {
    /** The fate of a request on a forgotten connection. */
    enum Forgotten {
        RESET,
        SILENCE
    }

    private final ServerSocket server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Forgotten fate = Forgotten.RESET;
    private volatile CyclicBarrier together = new CyclicBarrier(1);

    private KeepAliveServer(ServerSocket server, String answer) {
        this.server = server;
        answers.put("", answer);
    }

    static KeepAliveServer start(String answer) {
        try {
            KeepAliveServer server =
                    new KeepAliveServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
            daemon(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "keep-alive-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String first = in.readLine(); first != null; first = in.readLine()) {
                int length = 0;
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    String header = line.toLowerCase(Locale.ROOT);
                    if (header.startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring(header.indexOf(':') + 1).trim());
                    }
                }
                for (int skipped = 0; skipped < length; skipped++) {
                    in.read();
                }
                if (forgotten.contains(socket)) {
                    if (fate == Forgotten.RESET) {
                        socket.setSoLinger(true, 0);
                        return;
                    }
                    continue;
                }
                together.await();
                String method = first.substring(0, first.indexOf(' '));
                String answer = answers.getOrDefault(method, answers.getOrDefault("", ""));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | InterruptedException | BrokenBarrierException e) {
            // the client has had enough
        } finally {
            open.remove(socket);
        }
    }

    /** Answers with another text from now on. */
    void answer(String text) {
        answers.put("", text);
    }

    /** Answers requests of one method with a text of their own. */
    void answer(String method, String text) {
        answers.put(method, text);
    }

    /** Responds only when this many requests wait, so that each needs its own connection. */
    void answerTogether(int requests) {
        together = new CyclicBarrier(requests);
    }

    /** Forgets all connections that are open now. */
    void forget(Forgotten newFate) {
        fate = newFate;
        forgotten.addAll(open);
    }

    String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
