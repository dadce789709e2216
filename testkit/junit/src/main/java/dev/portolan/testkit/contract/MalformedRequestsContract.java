package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Tests of a registry with 10,000 malformed requests: it must refuse them, must not fail, and must still serve its
 * content afterwards. The requests are the same in each run. A summary of the responses is printed.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class MalformedRequestsContract {
    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 16;
    private static final int PATIENCE_MILLIS = 20_000;

    private final AtomicLongArray answers = new AtomicLongArray(6);

    /** Called by JUnit. */
    protected MalformedRequestsContract() {}

    /** Returns the address of the registry: {@code http://localhost:5000}. It must not require a login. */
    protected abstract URI registry();

    @Test
    void thousands_of_random_requests_are_refused_and_never_fail_the_server() throws Exception {
        Wire wire = new Wire(registry(), Optional.empty(), "malformed");
        fill(wire, "/v2/demo/tree/"); // some of the requests are right, and reach this
        byte[] kept = fill(wire, "/v2/demo/kept/");

        List<Callable<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = new SplittableRandom(20250101 + i);
            clients.add(() -> send(random, REQUESTS / CLIENTS));
        }
        AtOnce.run(CLIENTS, clients);

        System.out.printf(
                "%d malformed requests: %d answered 4xx, %d 501 or 505, %d 1xx or 2xx, %d 3xx, %d hung up%n",
                REQUESTS,
                answers.get(4),
                answers.get(5),
                answers.get(1) + answers.get(2),
                answers.get(3),
                answers.get(0));
        assertThat(answers.get(4)).isGreaterThan(REQUESTS / 2);
        assertThat(wire.send("GET", "/v2/").status()).isEqualTo(200);
        assertThat(wire.send("GET", "/v2/demo/kept/manifests/v1").body()).isEqualTo(kept);
    }

    private static byte[] fill(Wire wire, String repository) {
        Descriptor config = wire.push(repository + "blobs/uploads/", DigestAlgorithm.SHA256, new byte[] {'{', '}'});
        ImageManifest image = ImageManifest.builder()
                .config(config.withMediaType(MediaTypes.IMAGE_CONFIG))
                .build();
        wire.send("PUT", repository + "manifests/v1", image.bytes(), "Content-Type", MediaTypes.IMAGE_MANIFEST)
                .require(201, "a manifest");
        return image.bytes();
    }

    /** Sends random requests one after the other, each over its own connection. */
    private int send(SplittableRandom random, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String request = almost(random);
            int status = status(request);
            assertThat(status).as(request).isNotIn(500, 502, 503, 504).isBetween(0, 505);
            answers.incrementAndGet(status / 100);
        }
        return count;
    }

    /** Returns the status of the answer; 0 where the server hung up without one. */
    private int status(String request) throws IOException {
        try (Socket socket = new Socket(registry().getHost(), registry().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (answer.isEmpty()) {
                return 0;
            }
            assertThat(answer).startsWith("HTTP/1.1 ");
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    /** Pieces that are almost right, put together at random, and some of them damaged. */
    private static String almost(SplittableRandom random) {
        List<String> methods = List.of("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "get", "", "TRACE");
        List<String> names = List.of(
                "demo/tree",
                "a",
                "A",
                "..",
                "a//b",
                "%2e%2e",
                "a/blobs/uploads",
                "\u00e9",
                "",
                // Names that are something else where repositories are directories.
                "demo",
                "demo/tree/blobs",
                "demo/tree/index.json",
                "demo/tree/oci-layout/x",
                "con",
                "x".repeat(254));
        List<String> kinds = List.of(
                "manifests/", "blobs/", "blobs/uploads/", "tags/list", "referrers/", "_catalog", "", "blobs/uploads");
        List<String> ends = List.of(
                "v1",
                "sha256:bad",
                "sha256:" + "a".repeat(64),
                "sha512:" + "b".repeat(128),
                "md5:0",
                "..",
                "?n=x",
                "?n=-1&last=%",
                "?mount=sha256:x&from=..",
                "?digest=sha256:" + "c".repeat(64),
                "?digest=",
                "x".repeat(300),
                "%00",
                "?artifactType=%zz",
                "");
        List<String> headers = List.of(
                "Content-Range: 0-9\r\n",
                "Content-Range: bytes 5-1/*\r\n",
                "Range: bytes=9-1\r\n",
                "Range: bytes=-\r\n",
                "Content-Length: 5\r\n",
                "Content-Length: five\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n",
                "Authorization: Basic ???\r\n",
                "Expect: 100-continue\r\n",
                "If-None-Match: \"\r\n",
                "");
        StringBuilder request = new StringBuilder()
                .append(pick(random, methods))
                .append(" /v2/")
                .append(pick(random, names))
                .append('/')
                .append(pick(random, kinds))
                .append(pick(random, ends))
                .append(random.nextInt(20) == 0 ? " HTTP/1.2" : " HTTP/1.1")
                .append("\r\nHost: localhost\r\nConnection: close\r\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            request.append(pick(random, headers));
        }
        request.append("\r\n").append(random.nextBoolean() ? "hello" : "5\r\nhello\r\n0\r\n\r\n");
        for (int i = random.nextInt(4) == 0 ? random.nextInt(5) : 0; i > 0; i--) {
            request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
        }
        return request.toString();
    }

    private static String pick(SplittableRandom random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
