package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.KeepAliveServer.Forgotten;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After a burst and an idle spell, a load balancer has forgotten every connection in the client's pool. */
@Timeout(60)
class StaleConnectionsTest {
    private static final Digest BLOB = Digest.of(DigestAlgorithm.SHA256, new byte[0]);
    private static final int BURST = 8;
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: " + MANIFEST.mediaType()
            + "\r\nDocker-Content-Digest: " + MANIFEST.digest() + "\r\nContent-Length: ";

    private final RequestLog log = new RequestLog();

    /** A request on a silent connection is an attempt like any other; one on a connection that was reset is not. */
    private HttpTransport transport(Forgotten fate) {
        return fate == Forgotten.SILENCE ? transport(2, Duration.ofMillis(300)) : transport(1, Duration.ofSeconds(60));
    }

    private HttpTransport transport(int attempts, Duration responseTimeout) {
        return HttpTransport.builder()
                .defaults(HostConfig.builder()
                        .attempts(attempts)
                        .responseTimeout(responseTimeout)
                        .build())
                .listener(log)
                .time(new TestTime())
                .build();
    }

    private static void burst(KeepAliveServer server, Repository repository) throws Exception {
        repository.stat(BLOB); // the first request is sent alone, as its answer may be a challenge
        server.answerTogether(BURST);
        ExecutorService threads = Executors.newFixedThreadPool(BURST);
        try {
            List<Future<?>> all = IntStream.range(0, BURST)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> repository.stat(BLOB)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        server.answerTogether(1);
        assertThat(server.connections()).isEqualTo(BURST);
    }

    @ParameterizedTest
    @EnumSource
    void a_request_on_a_forgotten_connection_goes_through_a_fresh_client(Forgotten fate) throws Exception {
        try (KeepAliveServer server = KeepAliveServer.start(ANSWER + "0\r\n\r\n");
                HttpTransport transport = transport(fate)) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
            burst(server, repository);
            server.forget(fate);

            repository.put(Tag.of("v1"), MANIFEST);
            repository.stat(BLOB);

            assertThat(server.connections()).isEqualTo(BURST + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_upload_starts_on_a_fresh_connection(Forgotten fate) throws Exception {
        try (KeepAliveServer server =
                        KeepAliveServer.start("HTTP/1.1 202 OK\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
                HttpTransport transport = transport(fate)) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
            burst(server, repository);
            server.forget(fate);

            repository.write(Descriptor.of("text/plain", new byte[0]), Content.of(new byte[0]));

            assertThat(log.events().stream().skip(BURST + 1).map(event -> event.method() + " " + event.status()))
                    .containsExactly("POST 0", "POST 202", "PUT 202");
        }
    }

    /** The load balancer handed the request on before it dropped the connection, so the second one meets its work. */
    @Test
    void a_delete_on_a_lost_connection_counts() throws Exception {
        try (KeepAliveServer server = KeepAliveServer.start(ANSWER + "0\r\n\r\n");
                HttpTransport transport = transport(Forgotten.RESET)) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
            burst(server, repository);
            server.forget(Forgotten.RESET);
            server.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            Deletes deletes = repository.capability(Deletes.class).orElseThrow();

            deletes.untag(Tag.of("v1"));

            assertThat(log.events().stream().skip(BURST + 1).map(event -> event.method() + " " + event.status()))
                    .containsExactly("DELETE 0", "DELETE 404");
            assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> deletes.untag(Tag.of("v1")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 412})
    void a_manifest_written_on_a_lost_connection_counts(int status) throws Exception {
        String body = new String(MANIFEST.bytes(), StandardCharsets.UTF_8);
        try (KeepAliveServer server = KeepAliveServer.start(ANSWER + "0\r\n\r\n");
                HttpTransport transport = transport(Forgotten.RESET)) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
            burst(server, repository);
            server.forget(Forgotten.RESET);
            server.answer("HTTP/1.1 " + status + " Refused\r\nContent-Length: 0\r\n\r\n");
            server.answer("GET", ANSWER + body.length() + "\r\n\r\n" + body);

            repository.put(Tag.of("v1"), MANIFEST);

            assertThat(log.events().stream().skip(BURST + 1).map(event -> event.method() + " " + event.status()))
                    .containsExactly("PUT 0", "PUT " + status, "GET 200");
        }
    }

    @Test
    void a_blob_deleted_on_a_lost_connection_counts() throws Exception {
        try (KeepAliveServer server = KeepAliveServer.start(ANSWER + "0\r\n\r\n");
                HttpTransport transport = transport(Forgotten.RESET)) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
            burst(server, repository);
            server.forget(Forgotten.RESET);
            server.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

            repository.capability(Deletes.class).orElseThrow().deleteBlob(BLOB);

            assertThat(server.connections()).isEqualTo(BURST + 1);
        }
    }

    @Test
    void a_first_request_that_gets_no_response_is_not_sent_again() {
        try (KeepAliveServer server = KeepAliveServer.start("");
                HttpTransport transport = transport(1, Duration.ofMillis(200))) {
            Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));

            assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> repository.stat(BLOB));
            assertThat(log.events()).hasSize(1);
        }
    }

    @Test
    void a_request_that_times_out_on_a_used_connection_counts_as_an_attempt() throws Exception {
        for (int attempts = 1; attempts <= 3; attempts++) {
            try (KeepAliveServer server = KeepAliveServer.start(ANSWER + "0\r\n\r\n");
                    HttpTransport transport = transport(attempts, Duration.ofMillis(200))) {
                Repository repository = transport.open(Reference.parse(server.host() + "/demo/tree"));
                repository.stat(BLOB);
                int before = log.events().size();
                server.forget(Forgotten.SILENCE);
                server.answerTogether(100); // no request is answered any more

                assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> repository.stat(BLOB));
                assertThat(log.events()).hasSize(before + attempts);
            }
        }
    }
}
