package dev.portolan.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that answers each connection's first request with bytes of a test's own making, HTTP or not, without end or
 * not.
 */
final class RawRegistry extends ConnectionServer {
    private final Answer answer;
    private final AtomicLong sent = new AtomicLong();

    /** The bytes written to a connection. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private RawRegistry(Answer answer) {
        this.answer = answer;
    }

    static RawRegistry start(Answer answer) {
        RawRegistry registry = new RawRegistry(answer);
        registry.begin();
        return registry;
    }

    @Override
    void serve(Socket socket, BufferedReader in) throws IOException {
        for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
            line = in.readLine();
        }
        OutputStream out = socket.getOutputStream();
        answer.write(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent.addAndGet(length);
            }
        });
    }

    /** Bytes that clients were ready to read, or that are in the sockets between. */
    long sent() {
        return sent.get();
    }
}
