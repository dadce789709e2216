package dev.portolan.http;

import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.http.config.RequestEvent;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.RequestStart;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a listener hears, and what it can add. */
class RequestListenerTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private final List<String> heard = new ArrayList<>();
    private final Map<String, String> added = new LinkedHashMap<>();

    private void read() {
        RequestListener listener = new RequestListener() {
            @Override
            public synchronized Map<String, String> started(RequestStart start) {
                heard.add("start " + start.id() + " " + start.method() + " "
                        + start.uri().getPath());
                return added;
            }

            @Override
            public synchronized void requested(RequestEvent event) {
                heard.add("end " + event.id() + " " + event.status());
            }
        };
        try (HttpTransport transport =
                HttpTransport.builder().listener(listener).time(registry.time).build()) {
            assertThat(registry.repository(transport, "demo/tree").manifest(Tag.of("v1")))
                    .contains(MANIFEST);
        }
    }

    @Test
    void each_request_begins_and_ends_with_its_own_number() {
        registry.on("GET", PATH, status(500), status(307).withHeader("Location", "/there"));
        registry.on("GET", "/there", manifest(MANIFEST));

        read();

        assertThat(heard)
                .containsExactly(
                        "start 1 GET " + PATH,
                        "end 1 500",
                        "start 2 GET " + PATH,
                        "end 2 307",
                        "start 3 GET /there",
                        "end 3 200");
    }

    @Test
    void headers_can_be_added() {
        registry.on("GET", PATH, manifest(MANIFEST));
        added.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        read();

        assertThat(registry.received().get(0).getHeader("traceparent")).startsWith("00-0af7");
    }

    @Test
    void harmful_headers_are_left_out() {
        registry.on("GET", PATH, manifest(MANIFEST));
        added.put("Authorization", "Bearer stolen");
        added.put("Accept", "text/html");
        added.put("Host", "elsewhere.example");
        added.put("x-broken", "a\r\nb: c");
        added.put("not a name", "x");

        read();

        assertThat(registry.received().get(0).getHeader("Authorization")).isNull();
        assertThat(registry.received().get(0).getHeader("Accept")).contains(MANIFEST.mediaType());
        assertThat(registry.received().get(0).getHeader("Host")).isEqualTo(registry.host());
        assertThat(registry.received().get(0).getHeader("x-broken")).isNull();
    }

    @Test
    void each_request_is_logged_on_one_line() {
        registry.on("GET", PATH, manifest(MANIFEST));
        List<String> lines = new ArrayList<>();
        System.Logger logger = new System.Logger() {
            @Override
            public String getName() {
                return "test";
            }

            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void log(Level level, java.util.ResourceBundle bundle, String text, Throwable thrown) {
                lines.add(level + " " + text);
            }

            @Override
            public void log(Level level, java.util.ResourceBundle bundle, String format, Object... params) {
                lines.add(level + " " + params[0]);
            }
        };
        try (HttpTransport transport = HttpTransport.builder()
                .listener(RequestListener.logging(logger))
                .build()) {
            registry.repository(transport, "demo/tree").manifest(Tag.of("v1"));
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("DEBUG GET http://" + registry.host() + PATH + " 200 0 ");
    }
}
