package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.MirrorHost;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Debian's docker-registry. */
class HttpRepositoryTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final RequestLog LOG = new RequestLog();

    @RegisterExtension
    static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

    private static HttpTransport transport;

    @BeforeAll
    static void start() {
        transport = HttpTransport.builder().listener(LOG).build();
    }

    @AfterAll
    static void stop() {
        if (transport != null) {
            transport.close();
        }
    }

    private static Repository open(String name) {
        LOG.take();
        return transport.open(Reference.parse(REGISTRY.host() + "/" + name));
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(Repository repository, Descriptor blob) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        repository.read(blob, buffer -> {
            byte[] some = new byte[buffer.remaining()];
            buffer.get(some);
            bytes.write(some, 0, some.length);
        });
        return bytes.toByteArray();
    }

    @Test
    void a_blob_of_known_digest_is_written_with_a_post_and_a_put_and_read_with_a_get() throws IOException {
        Repository repository = open("blobs/known");
        byte[] bytes = noise(1_000_003);
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);

        assertThat(repository.stat(blob.digest())).isEmpty();
        repository.write(blob, Content.of(bytes));
        assertThat(repository.stat(blob.digest())).contains(blob);
        assertThat(read(repository, blob)).isEqualTo(bytes);

        assertThat(LOG.take()).containsExactly("HEAD 404", "POST 202", "PUT 201", "HEAD 200", "GET 200");
    }

    @Test
    void a_blob_of_unknown_digest_is_written_in_one_pass() throws IOException {
        Repository repository = open("blobs/unknown");
        byte[] bytes = noise(700_001);

        Descriptor written = repository.write(MediaTypes.LAYER_TAR, Content.of(bytes));

        assertThat(written).isEqualTo(Descriptor.of(MediaTypes.LAYER_TAR, bytes));
        assertThat(LOG.take()).containsExactly("POST 202", "PATCH 202", "PUT 201");
        assertThat(read(repository, written)).isEqualTo(bytes);
    }

    @Test
    void a_range_of_a_blob_is_read_with_one_request_for_those_bytes() throws IOException {
        Repository repository = open("blobs/ranges");
        byte[] bytes = noise(100_000);
        Descriptor blob = repository.write(MediaTypes.OCTET_STREAM, Content.of(bytes));
        LOG.take();

        try (var stream = repository.open(blob, new ByteRange(50_000, 1_000))) {
            assertThat(stream.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 50_000, 51_000));
        }

        assertThat(LOG.events()).singleElement().satisfies(event -> {
            assertThat(event.status()).isEqualTo(206);
            assertThat(event.received()).isEqualTo(1_000);
        });
    }

    @Test
    void an_empty_blob_is_written_and_read() throws IOException {
        Repository repository = open("blobs/empty");
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, new byte[0]);

        repository.write(blob, Content.of(new byte[0]));

        assertThat(read(repository, blob)).isEmpty();
        assertThat(repository.write(MediaTypes.OCTET_STREAM, Content.of(new byte[0])))
                .isEqualTo(blob);
    }

    @Test
    void content_that_differs_from_its_descriptor_is_refused() {
        Repository repository = open("blobs/damaged");
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, HELLO);

        assertThatThrownBy(() -> repository.write(blob, Content.of("jello".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(repository.stat(blob.digest())).isEmpty();
    }

    @Test
    void a_manifest_is_written_under_a_tag_and_read_by_tag_and_by_digest() {
        Repository repository = open("manifests/one");
        Descriptor layer = repository.write(MediaTypes.OCTET_STREAM, Content.of(HELLO));
        repository.write(Descriptor.empty(), Content.of("{}".getBytes(StandardCharsets.UTF_8)));
        ImageManifest manifest = ImageManifest.builder()
                .artifactType("application/x.test")
                .layer(layer)
                .build();
        LOG.take();

        repository.put(Tag.of("v1"), manifest);

        assertThat(repository.manifest(Tag.of("v1"))).contains(manifest);
        assertThat(repository.manifest(manifest.digest())).contains(manifest);
        assertThat(repository.resolve(Tag.of("v1")).orElseThrow().digest()).isEqualTo(manifest.digest());
        assertThat(repository.manifest(Tag.of("v2"))).isEmpty();
        assertThat(repository.resolve(Tag.of("v2"))).isEmpty();
        assertThat(LOG.take()).containsExactly("PUT 201", "GET 200", "GET 200", "HEAD 200", "GET 404", "HEAD 404");
    }

    @Test
    void tags_are_listed_and_set() {
        Repository repository = open("manifests/tags");
        Descriptor layer = repository.write(MediaTypes.OCTET_STREAM, Content.of(HELLO));
        ImageManifest manifest =
                ImageManifest.builder().config(layer).layer(layer).build();
        repository.put(Tag.of("v1"), manifest);
        LOG.take();

        repository.tag(Tag.of("v1"), List.of(Tag.of("v2")));

        assertThat(LOG.take()).containsExactly("GET 200", "HEAD 404", "PUT 201");
        assertThat(repository.tags()).containsExactly(Tag.of("v1"), Tag.of("v2"));
    }

    @Test
    void the_tags_of_a_missing_repository_are_an_error() {
        Repository repository = open("manifests/nowhere");

        assertThatThrownBy(repository::tags).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_blob_is_mounted_from_another_repository_with_one_request() {
        Repository from = open("mounts/from");
        Descriptor blob = from.write(MediaTypes.OCTET_STREAM, Content.of(HELLO));
        Repository to = open("mounts/to");

        boolean mounted = to.capability(Mounts.class).orElseThrow().mountOrWrite(blob, from, () -> {
            throw new AssertionError("not to be sent");
        });

        assertThat(mounted).isTrue();
        assertThat(LOG.take()).containsExactly("POST 201");
        assertThat(to.stat(blob.digest())).isPresent();
    }

    @Test
    void a_closed_transport_refuses_requests() {
        HttpTransport closed = HttpTransport.create();
        Repository repository = closed.open(Reference.parse(REGISTRY.host() + "/demo/closed"));
        repository.stat(Descriptor.empty().digest());

        closed.close();

        assertThatThrownBy(() -> repository.manifest(Tag.LATEST))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("the transport was closed");
    }

    @Test
    void repositories_are_listed() {
        open("catalog/one").write(MediaTypes.OCTET_STREAM, Content.of(HELLO));

        assertThat(transport.repositories(REGISTRY.host()).map(Reference::name))
                .contains(REGISTRY.host() + "/catalog/one");
    }

    @Test
    void a_refused_connection_is_unreachable_and_says_what_to_do() {
        Repository repository = transport.open(Reference.parse("127.0.0.1:1/nothing/here"));

        assertThatThrownBy(() -> repository.manifest(Tag.LATEST))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("127.0.0.1:1 refused the connection")
                .hasMessageContaining("check that the registry is running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "user:word@sea.example", "sea.example/demo", "sea.example:99999", "a.1", "?x", "[::1"
            })
    void a_malformed_host_is_a_typed_error(String host) {
        try (HttpTransport transport = HttpTransport.create()) {
            assertThatThrownBy(() -> transport.check(host)).isInstanceOf(InvalidReferenceException.class);
            assertThatThrownBy(() -> transport.repositories(host)).isInstanceOf(InvalidReferenceException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "user:word@sea.example", "sea.example:99999", "sea.example/Upper", "a//b"})
    void a_malformed_mirror_is_a_typed_error(String mirror) {
        assertThatThrownBy(() -> MirrorHost.parse(mirror)).isInstanceOf(InvalidReferenceException.class);
    }
}
