package dev.portolan.port;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Forwards everything to another repository. A decorator extends this class and overrides the methods that it changes.
 * To change the content that is read, it overrides all of {@code open} and {@code read}.
 */
public abstract class ForwardingRepository implements Repository {
    private final Repository repository;

    /** Forwards to this repository. */
    protected ForwardingRepository(Repository repository) {
        this.repository = Objects.requireNonNull(repository);
    }

    /** Returns the repository that everything is forwarded to. */
    protected final Repository repository() {
        return repository;
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
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        repository.read(blob, range, sink);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        repository.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return repository.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        repository.put(as, manifest);
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        return repository.tag(existing, tags);
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

    @Override
    public String toString() {
        return repository.toString();
    }
}
