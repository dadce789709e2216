package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidManifestException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @Test
    void a_descriptor_of_bytes_has_media_type_sha256_and_size() {
        Descriptor descriptor = Descriptor.of("text/plain", HELLO);

        assertThat(descriptor.mediaType()).isEqualTo("text/plain");
        assertThat(descriptor.digest()).isEqualTo(Digest.sha256(HELLO));
        assertThat(descriptor.size()).isEqualTo(5);
        assertThat(descriptor.data()).isEmpty();
        assertThat(descriptor)
                .hasToString("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
                        + " (text/plain, 5 bytes)");
    }

    @Test
    void the_empty_descriptor_is_that_of_the_specification() {
        Descriptor empty = Descriptor.empty();

        assertThat(empty.mediaType()).isEqualTo("application/vnd.oci.empty.v1+json");
        assertThat(empty.digest())
                .hasToString("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(empty.size()).isEqualTo(2);
        assertThat(empty.data()).contains("{}".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_size_below_zero_is_refused() {
        assertThatThrownBy(() -> Descriptor.of("text/plain", Digest.sha256(HELLO), -1))
                .isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void inline_data_must_be_as_long_as_the_size_says() {
        assertThatThrownBy(() -> Descriptor.of("text/plain", HELLO).withData(new byte[4]))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("has 4 bytes of data, but its size is 5");
    }

    @Test
    void inline_data_cannot_be_changed_from_outside() {
        byte[] data = HELLO.clone();
        Descriptor descriptor = Descriptor.of("text/plain", data).withData(data);
        data[0] = 0;
        descriptor.data().orElseThrow()[1] = 0;

        assertThat(descriptor.data()).contains(HELLO);
    }

    @Test
    void annotations_are_copied_sorted_and_unmodifiable() {
        Map<String, String> annotations = new HashMap<>(Map.of("b", "2", "a", "1"));
        Descriptor descriptor = Descriptor.of("text/plain", HELLO).withAnnotations(annotations);
        annotations.clear();

        assertThat(descriptor.annotations()).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThatThrownBy(() -> descriptor.annotations().put("c", "3"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(descriptor.withAnnotation("a", "9").annotation("a")).contains("9");
        assertThat(descriptor.annotation("a")).contains("1");
    }

    @Test
    void bare_keeps_only_media_type_digest_and_size() {
        Descriptor bare = Descriptor.of("text/plain", HELLO);
        Descriptor full = bare.withAnnotation("a", "1")
                .withData(HELLO)
                .withUrls(List.of("https://example.com/x"))
                .withArtifactType("application/x")
                .withPlatform(Platform.of("linux", "amd64", ""));

        assertThat(full).isNotEqualTo(bare);
        assertThat(full.sameContent(bare)).isTrue();
        assertThat(full.bare()).isEqualTo(bare).hasSameHashCodeAs(bare);
        assertThat(full.withMediaType("text/html").mediaType()).isEqualTo("text/html");
    }
}
