package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Another transport, whose repositories note what is written, and fail when a manifest arrives before one of its
 * children.
 */
final class CarefulTransport implements Transport {
    private final Transport inner;
    private final List<Digest> written = new CopyOnWriteArrayList<>();

    CarefulTransport(Transport inner) {
        this.inner = inner;
    }

    /** The digests of all blobs that were written, in their order. */
    List<Digest> written() {
        return written;
    }

    @Override
    public Set<String> schemes() {
        return inner.schemes();
    }

    @Override
    public Repository open(Reference reference) {
        return new Careful(inner.open(reference));
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return inner.capability(type);
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class Careful extends ForwardingRepository {
        private final Set<Digest> there = ConcurrentHashMap.newKeySet();

        Careful(Repository repository) {
            super(repository);
        }

        @Override
        public void write(Descriptor blob, Content content) {
            super.write(blob, content);
            written.add(blob.digest());
            there.add(blob.digest());
        }

        @Override
        public Descriptor write(String mediaType, Content content) {
            Descriptor blob = super.write(mediaType, content);
            written.add(blob.digest());
            there.add(blob.digest());
            return blob;
        }

        @Override
        public void put(TagOrDigest as, Manifest manifest) {
            assertThat(there)
                    .as("there before " + manifest.digest())
                    .containsAll(
                            manifest.children().stream().map(Descriptor::digest).toList());
            super.put(as, manifest);
            there.add(manifest.digest());
        }
    }
}
