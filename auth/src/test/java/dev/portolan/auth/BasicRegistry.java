package dev.portolan.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portolan.model.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As much of a registry as a login needs: asks for a user name and a password, and writes down who came. On a socket,
 * as clients try TLS first, and wait ten seconds for an answer of the JDK's server.
 */
final class BasicRegistry implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final String MEDIA_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST =
            "{\"schemaVersion\":2,\"mediaType\":\"" + MEDIA_TYPE + "\",\"manifests\":[]}";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> users = new CopyOnWriteArrayList<>();

    BasicRegistry() throws IOException {
        Thread thread = new Thread(this::serve, "basic-registry");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException e) {
                // this client went away, or the server is closed
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
        int first = in.read();
        if (first < 0 || first == TLS_HANDSHAKE) {
            return;
        }
        in.unread(first);
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8));
        String request = reader.readLine();
        String user = "";
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            if (line.regionMatches(true, 0, "Authorization: Basic ", 0, 21)) {
                user = new String(Base64.getDecoder().decode(line.substring(21)), UTF_8);
            }
        }
        String head;
        if (user.isEmpty()) {
            head = "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0";
        } else {
            users.add(user);
            head = "200 OK\r\nContent-Type: " + MEDIA_TYPE + "\r\nDocker-Content-Digest: "
                    + Digest.sha256(MANIFEST.getBytes(UTF_8)) + "\r\nContent-Length: " + MANIFEST.length();
        }
        String body = user.isEmpty() || request.startsWith("HEAD") ? "" : MANIFEST;
        String answer = "HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + body;
        socket.getOutputStream().write(answer.getBytes(UTF_8));
    }

    /** {@code localhost} and the port. */
    String name() {
        return "localhost:" + server.getLocalPort();
    }

    /** Who came, as {@code user:password}. */
    List<String> users() {
        return users;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
