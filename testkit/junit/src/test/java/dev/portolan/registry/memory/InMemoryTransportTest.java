package dev.portolan.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.testkit.contract.TransportContract;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InMemoryTransportTest extends TransportContract {

    @Override
    protected Transport freshTransport() {
        return InMemoryTransport.create();
    }

    @Override
    protected Reference reference(String name) {
        return Reference.parse("memory:contract/" + name);
    }

    private static Reference registry(String reference) {
        return Reference.parse(reference);
    }

    @Test
    void it_replaces_registries() {
        InMemoryTransport registries = InMemoryTransport.asRegistry();
        Repository tree = registries.open(registry("registry.example.com/demo/tree:v1"));

        tree.write(Descriptor.empty(), Content.of(new byte[] {'{', '}'}));

        assertThat(tree.name()).isEqualTo("registry.example.com/demo/tree");
        assertThat(registries.repositories("registry.example.com"))
                .containsExactly(Reference.of(Reference.REGISTRY, "registry.example.com/demo/tree"));
        assertThat(registries.repositories("other.example.com")).isEmpty();
    }

    @Test
    void a_first_write_that_fails_does_not_take_another_one_with_it() throws Exception {
        InMemoryTransport transport = InMemoryTransport.create();
        Reference tree = Reference.parse("memory:tree");
        byte[] bytes = {1};
        Digest digest = Digest.sha256(bytes);

        Thread failing = new Thread(() -> {
            try {
                transport.write(tree, store -> {
                    throw new IllegalArgumentException("refused");
                });
            } catch (IllegalArgumentException e) {
                // as expected
            }
        });
        transport.write(tree, store -> {
            failing.start();
            while (failing.isAlive() && failing.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            MemoryBlob.Collector collector = new MemoryBlob.Collector();
            collector.write(ByteBuffer.wrap(bytes));
            store.put(digest, collector.finish());
        });
        failing.join();

        assertThat(transport.open(tree).stat(digest)).isPresent();
    }

    @Test
    void repositories_of_two_registries_cannot_mount_from_each_other() {
        InMemoryTransport registries = InMemoryTransport.asRegistry();
        Mounts target = registries
                .open(registry("one.example.com/tree"))
                .capability(Mounts.class)
                .orElseThrow();

        assertThat(target.canMountFrom(registries.open(registry("one.example.com/other"))))
                .isTrue();
        assertThat(target.canMountFrom(registries.open(registry("two.example.com/other"))))
                .isFalse();
    }

    @Test
    void two_transports_are_separate() {
        Repository one = InMemoryTransport.create().open(reference("one"));
        Repository two = InMemoryTransport.create().open(reference("one"));
        one.write(Descriptor.empty(), Content.of(new byte[] {'{', '}'}));

        assertThat(two.stat(Descriptor.empty().digest())).isEmpty();
        assertThat(two.capability(Mounts.class).orElseThrow().canMountFrom(one)).isFalse();
    }

    @Test
    void written_content_can_be_inspected_after_closing() {
        InMemoryTransport transport = InMemoryTransport.create();
        Repository repository = transport.open(reference("one"));
        repository.write(Descriptor.empty(), Content.of(new byte[] {'{', '}'}));

        repository.close();
        transport.close();

        assertThat(transport.open(reference("one")).stat(Descriptor.empty().digest()))
                .isPresent();
    }

    @Test
    void a_sparse_repository_accepts_manifests_with_missing_children() {
        Repository sparse = InMemoryTransport.builder().sparse(true).build().open(reference("one"));
        ImageManifest manifest = ImageManifest.builder()
                .layer(Descriptor.of(MediaTypes.LAYER_TAR, Digest.sha256(new byte[9]), 9))
                .build();

        sparse.put(Tag.of("v1"), manifest);

        assertThat(sparse.manifest(Tag.of("v1"))).contains(manifest);
    }

    @Test
    void a_false_size_costs_no_memory() {
        Repository repository = InMemoryTransport.create().open(reference("one"));
        Descriptor huge = Descriptor.of(MediaTypes.OCTET_STREAM, Digest.sha256(new byte[1]), Long.MAX_VALUE);

        assertThatThrownBy(() -> repository.write(huge, Content.of(new byte[1])))
                .hasMessageContaining("ended after 1 of");
    }
}
