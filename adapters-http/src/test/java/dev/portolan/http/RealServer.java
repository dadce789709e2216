package dev.portolan.http;

import dev.portolan.testkit.peer.PeerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A squid or stunnel of a test's own, on a free port; the test is skipped where the program is not installed. */
final class RealServer implements AutoCloseable {
    /** The login of the proxy: me, pw. */
    private static final String PASSWORDS = "me:$apr1$abcdefgh$5VEbMkemELfbhC5ck.U.z1\n";

    private final Process process;
    private final int port;

    private RealServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A squid that requires the login me:pw on request, and blocks hosts under blocked.example. */
    static RealServer squid(Path dir, boolean login) throws IOException {
        readable(dir);
        Path passwords = Files.writeString(dir.resolve("passwords"), PASSWORDS);
        int port = freePort();
        List<String> lines = new ArrayList<>(List.of(
                "http_port 127.0.0.1:" + port,
                "pid_filename none",
                "access_log none",
                "cache_log /dev/null",
                "cache deny all",
                "dns_v4_first on",
                "shutdown_lifetime 0 seconds",
                "coredump_dir " + dir,
                "acl blocked dstdomain .blocked.example",
                "http_access deny blocked"));
        if (login) {
            lines.add("auth_param basic program /usr/lib/squid/basic_ncsa_auth " + passwords);
            lines.add("acl known proxy_auth REQUIRED");
            lines.add("http_access allow known");
            lines.add("http_access deny all");
        } else {
            lines.add("http_access allow all");
        }
        lines.removeIf(line -> line.startsWith("dns_v4_first"));
        Path file = Files.write(dir.resolve("squid.conf"), lines);
        return start("Accepting HTTP Socket", port, "squid", "-N", "-d", "1", "-f", file.toString());
    }

    /** A stunnel that ends TLS before a server of plain HTTP. */
    static RealServer stunnel(Path dir, String certificate, String key, String plainHost) throws IOException {
        int port = freePort();
        Path pem = Files.writeString(dir.resolve("stunnel.pem"), key + certificate);
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.write(
                dir.resolve("stunnel.conf"),
                List.of(
                        "foreground = yes",
                        "pid =",
                        "debug = notice",
                        "[registry]",
                        "accept = 127.0.0.1:" + port,
                        "connect = " + plainHost,
                        "cert = " + pem));
        return start("Configuration successful", port, "stunnel", file.toString());
    }

    private static void readable(Path dir) throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static RealServer start(String ready, int port, String name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(PeerProgram.require(name).path().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line; (line = log.readLine()) != null; ) {
            said.append(line).append('\n');
            if (line.contains(ready)) {
                drain(log);
                return new RealServer(process, port);
            }
        }
        throw new AssertionError(name + " did not start:\n" + said);
    }

    private static void drain(BufferedReader log) {
        Thread thread = new Thread(() -> {
            try (log) {
                while (log.readLine() != null) {
                    continue;
                }
            } catch (IOException e) {
                return; // it has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return port;
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
