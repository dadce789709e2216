package dev.portolan.registry.wire;

import dev.portolan.content.BlobSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The response to one request. A head and a small body leave in one write. */
public final class Response {
    private static final int LARGEST_COPY = 64 << 10;

    private final OutputStream output;
    private final boolean head;
    private final BooleanSupplier canKeepAlive;
    private final Headers headers = new Headers();
    private final Progress progress;
    private boolean keepAlive = true;
    private boolean lengthHidden;
    private boolean begun;
    private boolean whole;
    private UnaryOperator<BlobSink> tampering = UnaryOperator.identity();

    /**
     * Nothing sent yet.
     *
     * @param output the connection, with a buffer before it
     * @param canKeepAlive whether the connection can be used again, asked when the head is sent
     */
    Response(OutputStream output, boolean head, BooleanSupplier canKeepAlive, Progress progress) {
        this.output = output;
        this.head = head;
        this.canKeepAlive = canKeepAlive;
        this.progress = progress;
    }

    /** Returns the header fields; they may be changed until the response is sent. */
    public Headers headers() {
        return headers;
    }

    /** Ends the connection after this response. */
    public void closeAfter() {
        keepAlive = false;
    }

    /** Leaves the length out, which can only be done where no body follows. */
    public void hideLength() {
        lengthHidden = head;
    }

    /** Inserts a step between the body and the connection, which can delay it, damage it, or fail. */
    public void tamper(UnaryOperator<BlobSink> with) {
        tampering = with;
    }

    /** Returns whether the head is on its way. */
    public boolean begun() {
        return begun;
    }

    boolean whole() {
        return whole;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    /** Responds without a body. */
    public void send(int newStatus) throws IOException {
        send(newStatus, new byte[0]);
    }

    /** Responds with a body; for a HEAD request, only its length is sent. */
    public void send(int newStatus, byte[] body) throws IOException {
        send(newStatus, body.length, sink -> sink.write(ByteBuffer.wrap(body)));
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Body {
        /** Hands the whole body to the sink. */
        void writeTo(BlobSink sink) throws IOException;
    }

    /** Responds with a body of this length that is written in pieces; not called for a HEAD request. */
    public void send(int newStatus, long length, Body body) throws IOException {
        progress.responded(newStatus);
        boolean bodiless = newStatus == 204 || newStatus == 304 || newStatus < 200;
        if (!bodiless && !lengthHidden) {
            headers.set("Content-Length", Long.toString(length));
        }
        writeHead();
        if (!bodiless && !head && length > 0) {
            body.writeTo(tampering.apply(this::write));
            if (progress.sent() != length) {
                throw new IOException("the body has " + progress.sent() + " bytes instead of " + length);
            }
        }
        flush();
        whole = true;
    }

    private void writeHead() throws IOException {
        begun = true;
        keepAlive = keepAlive && canKeepAlive.getAsBoolean();
        StringBuilder text = new StringBuilder("HTTP/1.1 ")
                .append(progress.status())
                .append(" \r\n"); // no reason phrase, which is for people only (RFC 9112, 4)
        if (!keepAlive) {
            headers.set("Connection", "close");
        }
        headers.forEach((name, value) -> text.append(name)
                .append(": ")
                .append(value.replaceAll("[\r\n]", " "))
                .append("\r\n"));
        output.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void write(ByteBuffer bytes) throws IOException {
        progress.addSent(bytes.remaining());
        if (bytes.hasArray()) {
            output.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
            return;
        }
        byte[] copy = new byte[Math.min(bytes.remaining(), LARGEST_COPY)];
        while (bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), copy.length);
            bytes.get(copy, 0, count);
            output.write(copy, 0, count);
        }
    }

    /** Sends the buffered bytes. */
    public void flush() throws IOException {
        output.flush();
    }
}
