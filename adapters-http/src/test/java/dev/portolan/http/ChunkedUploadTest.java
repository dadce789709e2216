package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryProfile;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import dev.portolan.testkit.peer.DockerRegistry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads in chunks, where the caller or the registry wants them, against servers that check each chunk's place. */
class ChunkedUploadTest {
    private static final int MIB = 1 << 20;
    private static final byte[] BYTES = random(2_500_000);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);

    private final TestTime time = new TestTime();
    private RegistryServer server = RegistryServer.start();
    private HttpTransport transport = HttpTransport.create();

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private Repository chunked(int size, RegistryServerBuilder builder) {
        stop();
        server = builder.start();
        return chunked(size, server.host());
    }

    private Repository chunked(int size, String host) {
        transport = HttpTransport.builder()
                .host(host, HostConfig.builder().chunkSize(size).build())
                .time(time)
                .build();
        return transport.open(Reference.parse(host + "/demo/tree"));
    }

    private List<Long> chunks() {
        return server.requests().matching("PATCH *").stream()
                .filter(request -> request.status() / 100 == 2)
                .map(RecordedRequest::bytesReceived)
                .toList();
    }

    private List<String> methods() {
        return server.requests().all().stream().map(RecordedRequest::method).toList();
    }

    @Test
    void a_blob_of_known_digest_is_sent_in_chunks_of_the_configured_size() {
        Repository repository = chunked(MIB, RegistryServer.builder());

        repository.write(BLOB, Content.of(BYTES));

        assertThat(methods()).containsExactly("POST", "PATCH", "PATCH", "PATCH", "PUT");
        assertThat(chunks()).containsExactly((long) MIB, (long) MIB, (long) BYTES.length - 2 * MIB);
        assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
    }

    @Test
    void a_blob_of_unknown_digest_is_sent_in_chunks_too() {
        Repository repository = chunked(MIB, RegistryServer.builder());

        Descriptor written = repository.write("text/plain", Content.of(BYTES));

        assertThat(written).isEqualTo(BLOB);
        assertThat(chunks()).hasSize(3);
    }

    @Test
    void a_blob_that_fills_its_last_chunk_has_no_empty_one() {
        byte[] two = random(2 * MIB);

        chunked(MIB, RegistryServer.builder()).write(Descriptor.of("text/plain", two), Content.of(two));

        assertThat(chunks()).containsExactly((long) MIB, (long) MIB);
    }

    @Test
    void an_empty_blob_is_sent_without_chunks() {
        byte[] none = {};

        chunked(MIB, RegistryServer.builder()).write(Descriptor.of("text/plain", none), Content.of(none));

        assertThat(methods()).containsExactly("POST", "PUT");
    }

    @ParameterizedTest
    @EnumSource(RegistryProfile.class)
    void every_registry_gets_the_blob_however_it_treats_chunks(RegistryProfile profile) {
        Repository repository = chunked(MIB, RegistryServer.builder().profile(profile));

        repository.write(BLOB, Content.of(BYTES));
        Descriptor written = repository.write("text/plain", Content.of(BYTES));

        assertThat(written).isEqualTo(BLOB);
        assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
    }

    @Test
    void a_registry_without_chunks_gets_the_blob_in_one_request() {
        Repository repository = chunked(MIB, RegistryServer.builder().quirks(Quirk.REFUSES_CHUNKS));

        repository.write(BLOB, Content.of(BYTES));

        assertThat(methods()).containsExactly("POST", "PATCH", "DELETE", "POST", "PUT");
        assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
    }

    @Test
    void the_registrys_minimum_chunk_size_is_honoured() {
        Repository repository = chunked(100_000, RegistryServer.builder().quirks(Quirk.CHUNKS_FROM_1_MIB));

        repository.write(BLOB, Content.of(BYTES));

        assertThat(chunks()).containsExactly((long) MIB, (long) MIB, (long) BYTES.length - 2 * MIB);
    }

    @Test
    void chunks_too_large_for_the_registry_are_made_smaller() {
        byte[] bytes = random(6 * MIB);
        Repository repository = chunked(5 * MIB, RegistryServer.builder().quirks(Quirk.CHUNKS_OF_4_MIB));

        repository.write(Descriptor.of("text/plain", bytes), Content.of(bytes));

        assertThat(chunks()).containsExactly(4L * MIB, 1L * MIB, 1L * MIB);
    }

    @Test
    void a_broken_chunk_continues_where_the_registry_says() {
        Repository repository = chunked(
                MIB,
                RegistryServer.builder()
                        .fault(Fault.cutUpload(300_000).method("PATCH").nth(2)));

        repository.write(BLOB, Content.of(BYTES));

        assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
        long sent = server.requests().matching("PATCH *").stream()
                .mapToLong(RecordedRequest::bytesReceived)
                .sum();
        assertThat(sent).isEqualTo(BYTES.length);
    }

    @Test
    void content_that_is_too_short_is_refused_before_the_upload_ends() {
        Repository repository = chunked(MIB, RegistryServer.builder());

        assertThatThrownBy(() -> repository.write(BLOB, Content.of(random(MIB))))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("it ended after " + MIB);
        assertThat(methods()).containsExactly("POST", "PATCH", "DELETE");
    }

    @Test
    void content_with_another_digest_is_refused() {
        byte[] other = BYTES.clone();
        other[7]++;
        Repository repository = chunked(MIB, RegistryServer.builder());

        assertThatThrownBy(() -> repository.write(BLOB, Content.of(other)))
                .isInstanceOf(ContentMismatchException.class);
        assertThat(repository.stat(BLOB.digest())).isEmpty();
    }

    @Test
    void content_with_a_sha512_digest_is_sent_in_chunks_too() {
        Descriptor blob = Descriptor.of("text/plain", Digest.of(DigestAlgorithm.SHA512, BYTES), BYTES.length);
        Repository repository = chunked(MIB, RegistryServer.builder());

        repository.write(blob, Content.of(BYTES));

        assertThat(repository.bytes(blob)).isEqualTo(BYTES);
        assertThat(chunks()).hasSize(3);
    }

    @Test
    void docker_registry_accepts_chunks() {
        try (DockerRegistry docker = DockerRegistry.start()) {
            Repository repository = chunked(MIB, docker.host());

            repository.write(BLOB, Content.of(BYTES));
            repository.write("text/plain", Content.of(BYTES));

            assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
        }
    }
}
