package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final RegistryServer server = RegistryServer.builder().faultSeed(11).start();
    private final Http http = new Http(server);
    private final ImageManifest artifact = Demo.fill(server);
    private final String layer = Demo.blob(artifact.layers().get(0));

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Integer> statuses(int count) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            statuses.add(http.get(Demo.MANIFEST).statusCode());
        }
        return statuses;
    }

    private byte[] stored() throws IOException {
        return server.repository(Demo.NAME).open(artifact.layers().get(0)).readAllBytes();
    }

    @Test
    void a_status_hits_the_nth_request_of_a_path() {
        server.faults().add(Fault.status(503).path("*/manifests/*").nth(2));

        http.get(layer);

        assertThat(statuses(3)).containsExactly(200, 503, 200);
        assertThat(server.requests().all().get(2).faults()).hasSize(1);
    }

    @Test
    void a_status_hits_the_first_requests() {
        server.faults().add(Fault.status(500).first(2));

        assertThat(statuses(4)).containsExactly(500, 500, 200, 200);
    }

    @Test
    void a_status_hits_every_nth_request() {
        server.faults().add(Fault.status(500).every(2));

        assertThat(statuses(5)).containsExactly(200, 500, 200, 500, 200);
    }

    @Test
    void a_status_hits_a_method() {
        server.faults().add(Fault.status(502).method("HEAD"));

        assertThat(http.get(Demo.MANIFEST).statusCode()).isEqualTo(200);
        assertThat(http.send("HEAD", Demo.MANIFEST).statusCode()).isEqualTo(502);
    }

    @Test
    void the_same_seed_hits_the_same_share_of_requests() {
        server.faults().add(Fault.status(500).share(0.3));
        List<Integer> here = statuses(200);
        try (RegistryServer again = RegistryServer.builder()
                .faultSeed(11)
                .fault(Fault.status(500).share(0.3))
                .start()) {
            Demo.fill(again);
            List<Integer> there = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                there.add(new Http(again).get(Demo.MANIFEST).statusCode());
            }

            assertThat(here).isEqualTo(there);
            assertThat(here.stream().filter(status -> status == 500).count()).isBetween(35L, 85L);
        }
    }

    @Test
    void a_response_is_cut_after_a_number_of_bytes() {
        server.faults().add(Fault.cut(5_000).path("*/blobs/*").nth(1));

        assertThatThrownBy(() -> http.attempt("GET", layer, new byte[0])).isInstanceOf(IOException.class);
        assertThat(server.requests().all().get(0).bytesSent()).isEqualTo(5_000);
        assertThat(http.get(layer).body()).hasSize(20_000);
    }

    @Test
    void a_cut_upload_stores_nothing() {
        byte[] content = new byte[1_000_000];
        Digest digest = Digest.sha256(content);
        String session = Http.header(http.send("POST", "/v2/demo/tree/blobs/uploads/"), "Location");
        server.faults().add(Fault.cutUpload(50_000).method("PUT"));

        assertThatThrownBy(() -> http.attempt("PUT", session + "?digest=" + digest, content))
                .isInstanceOf(IOException.class);

        assertThat(server.repository(Demo.NAME).stat(digest)).isEmpty();
    }

    @Test
    void a_cut_chunk_is_kept_and_the_upload_continues() {
        byte[] content = new byte[100_000];
        Digest digest = Digest.sha256(content);
        String session = Http.header(http.send("POST", "/v2/demo/tree/blobs/uploads/"), "Location");
        server.faults().add(Fault.cutUpload(40_000).method("PATCH").nth(1));
        assertThatThrownBy(() -> http.attempt("PATCH", session, content)).isInstanceOf(IOException.class);

        HttpResponse<byte[]> status = http.get(session);

        assertThat(Http.header(status, "Range")).isEqualTo("0-39999");
        HttpResponse<byte[]> rest = http.send("PATCH", session, new byte[60_000], "Content-Range", "40000-99999");
        assertThat(rest.statusCode()).isEqualTo(202);
        assertThat(http.send("PUT", session + "?digest=" + digest).statusCode()).isEqualTo(201);
    }

    @Test
    void one_bit_of_a_response_is_corrupted() throws IOException {
        server.faults().add(Fault.corrupt(12_345).path("*/blobs/*"));

        byte[] received = http.get(layer).body();

        byte[] expected = stored();
        expected[12_345] ^= 1;
        assertThat(received).isEqualTo(expected);
    }

    @Test
    void a_response_stalls_and_continues() {
        server.faults().add(Fault.stall(1_000, Duration.ofMillis(150)).path("*/blobs/*"));
        long begin = System.nanoTime();

        byte[] received = http.get(layer).body();

        assertThat(received).hasSize(20_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void closing_the_server_ends_a_stall() throws InterruptedException {
        server.faults().add(Fault.delay(Duration.ofHours(1)));
        Thread client = new Thread(() -> {
            try {
                http.attempt("GET", "/v2/", new byte[0]);
            } catch (IOException e) {
                // as expected
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        client.start();
        while (server.requests().count() == 0) {
            Thread.onSpinWait();
        }

        server.close();

        client.join(10_000);
        assertThat(client.isAlive()).isFalse();
    }

    @Test
    void a_request_is_throttled_with_the_time_to_wait() {
        server.faults().add(Fault.throttle(Duration.ofMillis(1_500)).nth(1));

        HttpResponse<byte[]> answer = http.get(Demo.MANIFEST);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Http.header(answer, "Retry-After")).isEqualTo("2");
        assertThat(Http.text(answer)).contains("TOOMANYREQUESTS");
    }

    @Test
    void a_request_is_redirected() {
        server.faults()
                .add(Fault.redirect(URI.create("http://localhost:1/elsewhere")).path("*/blobs/*"));

        HttpResponse<byte[]> answer = http.get(layer);

        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(Http.header(answer, "Location")).isEqualTo("http://localhost:1/elsewhere");
    }

    @Test
    void faults_can_be_removed_and_reset() {
        try (RegistryServer faulty =
                RegistryServer.builder().fault(Fault.status(500).nth(1)).start()) {
            Http client = new Http(faulty);
            assertThat(client.get("/v2/").statusCode()).isEqualTo(500);
            faulty.faults().add(Fault.status(502));
            assertThat(client.get("/v2/").statusCode()).isEqualTo(502);

            faulty.faults().reset();
            assertThat(client.get("/v2/").statusCode()).isEqualTo(500);
            assertThat(client.get("/v2/").statusCode()).isEqualTo(200);

            faulty.faults().add(Fault.status(502)).clear();
            assertThat(client.get("/v2/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_fault_is_parsed_from_text() {
        server.faults().add(Fault.parse("status=503; path=*/manifests/*; method=GET; nth=2"));

        assertThat(statuses(3)).containsExactly(200, 503, 200);
        for (String text : List.of(
                "delay=50;share=0.1",
                "cut=1000;first=3",
                "cut-upload=4096",
                "corrupt=17;every=5",
                "stall=1000,200",
                "throttle=2000",
                "redirect=http://localhost:5001/x")) {
            assertThat(Fault.parse(text)).as(text).isNotNull();
        }
    }

    @Test
    void the_error_for_a_malformed_fault_says_where() {
        assertThatThrownBy(() -> Fault.parse("explode=1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("explode=1")
                .hasMessageContaining("corrupt, cut");
        assertThatThrownBy(() -> Fault.parse("status=500;nth=x")).hasMessageContaining("nth=x");
        assertThatThrownBy(() -> Fault.parse("status=200")).hasMessageContaining("not an error status");
        assertThatThrownBy(() -> Fault.parse("stall=5")).hasMessageContaining("bytes,milliseconds");
        assertThatThrownBy(() -> Fault.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.status(500).share(1.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.status(500).nth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.cut(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
