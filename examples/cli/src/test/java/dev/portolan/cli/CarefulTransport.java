package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

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

    private final class Careful implements Repository {
        private final Repository repository;
        private final Set<Digest> there = ConcurrentHashMap.newKeySet();

        Careful(Repository repository) {
            this.repository = repository;
        }

        @Override
        public void write(Descriptor blob, Content content) {
            repository.write(blob, content);
            written.add(blob.digest());
            there.add(blob.digest());
        }

        @Override
        public Descriptor write(String mediaType, Content content) {
            Descriptor blob = repository.write(mediaType, content);
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
            repository.put(as, manifest);
            there.add(manifest.digest());
        }

        @Override
        public String name() {
            return repository.name();
        }

        @Override
        public Optional<Descriptor> resolve(TagOrDigest reference) {
            return repository.resolve(reference);
        }

        @Override
        public Optional<Descriptor> stat(Digest blob) {
            return repository.stat(blob);
        }

        @Override
        public Optional<Manifest> manifest(TagOrDigest reference) {
            return repository.manifest(reference);
        }

        @Override
        public InputStream open(Descriptor blob) {
            return repository.open(blob);
        }

        @Override
        public InputStream open(Descriptor blob, ByteRange range) {
            return repository.open(blob, range);
        }

        @Override
        public void read(Descriptor blob, BlobSink sink) throws IOException {
            repository.read(blob, sink);
        }

        @Override
        public Stream<Tag> tags() {
            return repository.tags();
        }

        @Override
        public <C extends Capability> Optional<C> capability(Class<C> type) {
            return repository.capability(type);
        }

        @Override
        public void close() {
            repository.close();
        }
    }
}
