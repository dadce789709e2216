package dev.portolan.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;

/**
 * A server that keeps its connections open, answers every request with the same text, and can forget all connections
 * as load balancers do: without a word, until the next request comes on one of them.
 */
final class KeepAliveServer extends ConnectionServer {
    /** The fate of a request on a forgotten connection. */
    enum Forgotten {
        RESET,
        SILENCE
    }

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();
    private volatile Forgotten fate = Forgotten.RESET;
    private volatile CyclicBarrier together = new CyclicBarrier(1);

    static KeepAliveServer start(String answer) {
        KeepAliveServer server = new KeepAliveServer();
        server.answer(answer);
        server.begin();
        return server;
    }

    @Override
    void serve(Socket socket, BufferedReader in) throws IOException, InterruptedException, BrokenBarrierException {
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
        forgotten.addAll(open());
    }
}
