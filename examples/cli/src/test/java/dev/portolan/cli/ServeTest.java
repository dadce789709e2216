package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.fixture.RandomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code portolan serve} by its options. */
class ServeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path work;

    private static HttpResponse<InputStream> send(String method, URI target, BodyPublisher body)
            throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(target).method(method, body).build(), BodyHandlers.ofInputStream());
    }

    private static HttpResponse<InputStream> get(ServeProcess serve, String path)
            throws IOException, InterruptedException {
        return send("GET", serve.address().resolve(path), BodyPublishers.noBody());
    }

    @Test
    void pushed_content_is_kept_in_the_layout_when_the_server_ends() throws IOException {
        Path file = Files.writeString(work.resolve("letter.txt"), "Dear reader,");
        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("layouts"))) {
            Cli.ok("push", serve.host() + "/demo/letter:v1", file);
        }

        Cli.ok("verify", "oci-layout:" + work.resolve("layouts/demo/letter") + ":v1");
    }

    @Test
    void a_layout_on_a_disk_is_served_under_any_name() throws IOException {
        Path file = Files.writeString(work.resolve("letter.txt"), "Dear reader,");
        Cli.ok("push", "oci-layout:" + work.resolve("bundle") + ":v1", file);

        try (ServeProcess serve = ServeProcess.start("--layout", work.resolve("bundle"))) {
            Cli.ok("pull", serve.host() + "/any/name:v1", "-o", work.resolve("out"));
        }

        assertThat(work.resolve("out/letter.txt")).hasContent("Dear reader,");
    }

    @Test
    void a_large_blob_goes_through_a_small_heap_in_one_request_and_as_a_stream() throws Exception {
        RandomContent content = Fixtures.seeded(7).content(96 << 20);
        Descriptor blob = content.descriptor();
        try (ServeProcess serve = ServeProcess.startInHeap("32m", "--layout", work)) {
            for (String name : new String[] {"whole", "streamed"}) {
                URI uploads = serve.address().resolve("/v2/" + name + "/blobs/uploads/");
                HttpResponse<InputStream> begun = send("POST", uploads, BodyPublishers.noBody());
                String session = begun.headers().firstValue("Location").orElseThrow();
                BodyPublisher stream = BodyPublishers.ofInputStream(content::open);
                BodyPublisher last = BodyPublishers.fromPublisher(stream, content.size());
                if (name.equals("streamed")) {
                    send("PATCH", uploads.resolve(session), stream);
                    last = BodyPublishers.noBody();
                }
                URI end = uploads.resolve(session + "?digest=" + blob.digest());
                assertThat(send("PUT", end, last).statusCode()).isEqualTo(201);

                MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
                try (InputStream back =
                        get(serve, "/v2/" + name + "/blobs/" + blob.digest()).body()) {
                    back.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
                }
                assertThat(Digest.finish(DigestAlgorithm.SHA256, hash)).isEqualTo(blob.digest());
            }
        }
    }

    @Test
    void it_serves_tls_with_the_certificate_that_it_wrote() throws IOException {
        Path file = Files.writeString(work.resolve("letter.txt"), "Dear reader,");
        try (ServeProcess serve = ServeProcess.start("--tls", work.resolve("tls"), "--client-certificates")) {
            String letter = serve.host() + "/demo/letter:v1";
            Path ca = work.resolve("tls/ca.pem");
            Path certificate = work.resolve("tls/client.pem");
            Path key = work.resolve("tls/client-key.pem");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");

            Cli.ok("push", letter, file, "--ca-file", ca, "--cert-file", certificate, "--key-file", key);

            assertThat(Cli.run("resolve", letter, "--ca-file", ca).exit())
                    .as("without a certificate of its own")
                    .isNotZero();
        }
    }

    @Test
    void it_imitates_another_registry() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--profile", "ghcr", "--quirk", "null-tags")) {
            assertThat(get(serve, "/v2/_catalog").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void it_sends_a_rate_limit_and_a_warning() throws Exception {
        try (ServeProcess serve = ServeProcess.start("--rate-limit", "1/3600", "--warning", "closing soon")) {
            HttpResponse<InputStream> first = get(serve, "/v2/");
            HttpResponse<InputStream> second = get(serve, "/v2/");

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("Warning").orElseThrow()).contains("closing soon");
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void contradictory_options_are_a_usage_error() {
        assertThat(Cli.run("serve", "--auth", "alice")).satisfies(cli -> {
            assertThat(cli.exit()).isEqualTo(2);
            assertThat(cli.err()).contains("USER:PASSWORD");
        });
        assertThat(Cli.run("serve", "--quirk", "odd").err()).contains("unknown quirk \"odd\"");
        assertThat(Cli.run("serve", "--profile", "odd").err()).contains("unknown registry profile \"odd\"");
        assertThat(Cli.run("serve", "--rate-limit", "fast").err()).contains("N/SECONDS");
        assertThat(Cli.run("serve", "--fault", "odd").exit()).isEqualTo(2);
        assertThat(Cli.run("serve", "--client-certificates").err()).contains("--tls");
        assertThat(Cli.run("serve", "--port", "70000").exit()).isNotZero();
        assertThat(Cli.run("serve", "--address", "no.such.host.invalid").exit()).isNotZero();
    }
}
