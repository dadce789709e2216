package dev.portolan.registry.memory;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deletes;
import dev.portolan.port.Mounts;
import dev.portolan.port.OrderedReferrers;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One repository of an {@link InMemoryTransport}. */
final class InMemoryRepository implements Repository, Mounts, Referrers, OrderedReferrers, Deletes {
    private final InMemoryTransport transport;
    private final Reference reference;

    InMemoryRepository(InMemoryTransport transport, Reference reference) {
        this.transport = transport;
        this.reference = reference;
    }

    private MemoryStore store() {
        return transport.store(reference);
    }

    private void put(Digest digest, MemoryBlob blob) {
        transport.write(reference, store -> store.put(digest, blob));
    }

    @Override
    public String name() {
        return reference.name();
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return manifest(reference).map(manifest -> manifest.descriptor().bare());
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return store().manifest(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest digest) {
        return Optional.ofNullable(store().blob(digest))
                .map(blob -> Descriptor.of(MediaTypes.OCTET_STREAM, digest, blob.size()));
    }

    /**
     * Returns the blob, which was verified when it was written; only the size that the caller expects is checked here.
     */
    private MemoryBlob blob(Descriptor descriptor) {
        MemoryBlob blob = store().blob(descriptor.digest());
        if (blob == null) {
            throw NotFoundException.of("blob " + descriptor.digest(), name());
        }
        if (blob.size() != descriptor.size()) {
            throw new ContentMismatchException(
                    Problem.of("blob " + descriptor.digest() + " does not match its descriptor")
                            .at(name())
                            .because("it has " + blob.size() + " bytes, but its descriptor says " + descriptor.size()));
        }
        return blob;
    }

    private MemoryBlob blob(Descriptor descriptor, ByteRange range) {
        MemoryBlob blob = blob(descriptor);
        if (range.end() > blob.size()) {
            throw new IllegalArgumentException(
                    range + " is not within the " + blob.size() + " bytes of " + descriptor.digest() + " at " + name());
        }
        return blob;
    }

    @Override
    public InputStream open(Descriptor descriptor) {
        return blob(descriptor).open();
    }

    @Override
    public InputStream open(Descriptor descriptor, ByteRange range) {
        return blob(descriptor, range).open(range);
    }

    @Override
    public void read(Descriptor descriptor, BlobSink sink) throws IOException {
        blob(descriptor).writeTo(0, descriptor.size(), interruptible(sink));
    }

    @Override
    public void read(Descriptor descriptor, ByteRange range, BlobSink sink) throws IOException {
        blob(descriptor, range).writeTo(range.offset(), range.length(), interruptible(sink));
    }

    @Override
    public void write(Descriptor descriptor, Content content) {
        MemoryBlob.Collector collector = new MemoryBlob.Collector(descriptor.size());
        Verifier verifier = Verifier.of(content, descriptor, name());
        copy("writing blob " + descriptor.digest(), content, verifier.before(collector));
        verifier.finish();
        put(descriptor.digest(), collector.finish());
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        DigestingSink digest = new DigestingSink();
        MemoryBlob.Collector collector = new MemoryBlob.Collector();
        copy("writing a blob", content, digest.before(collector));
        Descriptor written = digest.descriptor(mediaType);
        put(written.digest(), collector.finish());
        return written;
    }

    private void copy(String what, Content content, BlobSink sink) {
        try {
            content.writeTo(interruptible(sink));
        } catch (IOException e) {
            throw Streams.failure(what, name(), e);
        } catch (UncheckedIOException e) {
            throw Streams.failure(what, name(), e);
        }
    }

    private BlobSink interruptible(BlobSink sink) {
        return buffer -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException(
                        Problem.of("the transfer was cancelled").at(name()).because("the thread was interrupted"));
            }
            sink.write(buffer);
        };
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        if (as instanceof Digest digest && !digest.equals(manifest.digest())) {
            throw new IllegalArgumentException(manifest + " cannot be written as " + digest);
        }
        transport.write(reference, store -> store.put(as, manifest, name()));
    }

    @Override
    public Stream<Tag> tags() {
        if (!store().made()) {
            throw NotFoundException.of("repository", name());
        }
        return store().tags();
    }

    @Override
    public boolean canMountFrom(ContentStore other) {
        return sibling(other).isPresent();
    }

    /** Returns the other repository, also behind a decorator, if it is in the same registry. */
    private Optional<InMemoryRepository> sibling(ContentStore other) {
        return other.capability(InMemoryRepository.class)
                .filter(that -> that.transport == transport
                        && InMemoryTransport.registry(that.reference).equals(InMemoryTransport.registry(reference)));
    }

    @Override
    public boolean mountOrWrite(Descriptor descriptor, ContentStore from, Content otherwise) {
        Optional<MemoryStore> there = sibling(from).map(InMemoryRepository::store);
        if (there.isPresent() && there.get().holds(descriptor)) {
            put(descriptor.digest(), Objects.requireNonNull(there.get().blob(descriptor.digest())));
            return true;
        }
        write(descriptor, otherwise);
        return false;
    }

    @Override
    public boolean mountOrWrite(Descriptor descriptor, Content otherwise) {
        Optional<InMemoryRepository> holder = transport.holding(this, descriptor);
        if (holder.isPresent()) {
            return mountOrWrite(descriptor, holder.get(), otherwise);
        }
        write(descriptor, otherwise);
        return false;
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType) {
        return referrers(subject, artifactType, Optional.empty());
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType, Optional<Digest> after) {
        return store().referrers(subject, after)
                .filter(referrer -> artifactType.isEmpty()
                        || referrer.artifactType().filter(artifactType::equals).isPresent());
    }

    @Override
    public void untag(Tag tag) {
        require(store().untag(tag), "tag " + tag);
    }

    @Override
    public void deleteManifest(Digest manifest) {
        require(store().removeManifest(manifest), "manifest " + manifest);
    }

    @Override
    public void deleteBlob(Digest blob) {
        require(store().removeBlob(blob), "blob " + blob);
    }

    private void require(boolean found, String what) {
        if (!found) {
            throw NotFoundException.of(what, name());
        }
    }

    /** Does nothing: all writes are complete. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return name();
    }
}
