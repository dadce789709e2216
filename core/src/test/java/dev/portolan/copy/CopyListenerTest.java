package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.port.TransferListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyListenerTest extends CopyTest {
    private final Heard heard = new Heard();
    private final ImageManifest image = Sample.image("image", blob("a"), blob("bb"));

    /** Records its events. */
    private static final class Heard implements TransferListener {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());

        private void add(String event, Descriptor content) {
            events.add(event + " " + Sample.name(content.digest()));
        }

        List<String> of(Descriptor content) {
            String name = " " + Sample.name(content.digest());
            return events.stream()
                    .filter(event -> (event + " ").contains(name + " "))
                    .map(event -> event.replace(name, ""))
                    .toList();
        }

        @Override
        public void planned(Descriptor content) {
            add("planned", content);
        }

        @Override
        public void started(Descriptor content) {
            add("started", content);
        }

        @Override
        public void moved(Descriptor content, long bytes) {
            events.add("moved " + Sample.name(content.digest()) + " " + bytes);
        }

        @Override
        public void resumed(Descriptor content, long offset) {
            events.add("resumed " + Sample.name(content.digest()) + " " + offset);
        }

        @Override
        public void skipped(Descriptor content) {
            add("skipped", content);
        }

        @Override
        public void mounted(Descriptor content) {
            add("mounted", content);
        }

        @Override
        public void done(Descriptor content) {
            add("done", content);
        }

        @Override
        public void failed(Descriptor content, OciException reason) {
            add("failed", content);
        }
    }

    private CopyOptions.Builder listening() {
        return CopyOptions.builder().listener(heard);
    }

    @Test
    void it_observes_blobs_and_manifests_in_order() {
        sourceHas(image, "a", "bb");

        copy(listening());

        assertThat(heard.of(blob("bb"))).containsExactly("planned", "started", "moved 2", "done");
        assertThat(heard.of(image.descriptor())).containsExactly("planned", "done");
        assertThat(heard.events).hasSize(14);
    }

    @Test
    void it_hears_of_skipped_content() {
        sourceHas(image, "a", "bb");
        target.with("a");

        copy(listening());

        assertThat(heard.of(blob("a"))).containsExactly("planned", "skipped");
        assertThat(heard.of(Descriptor.empty())).containsExactly("planned", "skipped");
    }

    @Test
    void it_hears_of_mounted_blobs() {
        sourceHas(image, "a", "bb");
        target.mountingFrom(source, blob -> blob.size() > 1);

        copy(listening());

        assertThat(heard.of(blob("bb"))).containsExactly("planned", "mounted");
        assertThat(heard.of(blob("a"))).containsExactly("planned", "started", "moved 1", "done");
    }

    @Test
    void it_hears_of_failures() {
        sourceHas(image, "a");

        assertThatThrownBy(() -> copy(listening())).isInstanceOf(OciException.class);
        assertThat(heard.of(blob("bb"))).containsExactly("planned", "started", "failed");
        assertThat(heard.of(image.descriptor())).containsExactly("planned");
    }

    @Test
    void it_hears_of_resumed_content_and_its_offset() throws IOException {
        Content watched = WatchedContent.of(blob("abc"), Content.of(Sample.bytes("abc")), heard);

        try (InputStream first = watched.open()) {
            assertThat(first.read()).isEqualTo('a');
        }
        try (InputStream second = watched.openAt(1)) {
            assertThat(second.readAllBytes()).containsExactly('b', 'c');
        }
        watched.writeTo(buffer -> {});

        assertThat(heard.of(blob("abc")))
                .containsExactly("started", "moved 1", "resumed 1", "moved 2", "resumed 0", "moved 3");
    }

    @Test
    void content_with_a_listener_is_still_verified() {
        Content verifying = new Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(Sample.bytes("abc"));
            }

            @Override
            public boolean verifies(Digest digest) {
                return digest.equals(blob("abc").digest());
            }
        };

        Content watched = WatchedContent.of(blob("abc"), verifying, heard);

        assertThat(watched.verifies(blob("abc").digest())).isTrue();
        assertThat(watched.verifies(blob("x").digest())).isFalse();
        assertThat(WatchedContent.of(blob("abc"), verifying, TransferListener.NONE))
                .isSameAs(verifying);
    }
}
