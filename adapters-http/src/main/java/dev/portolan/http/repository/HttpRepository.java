package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deletes;
import dev.portolan.port.Existence;
import dev.portolan.port.Mounts;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A repository of a registry (distribution-spec 1.1). */
final class HttpRepository implements Repository, Mounts, Referrers, Deletes, Existence {
    private final Api api;
    private final Blobs blobs;
    private final Uploads uploads;
    private final Manifests manifests;
    private final Downloads downloads;
    private final BlobUploads blobUploads;
    private final ReferrerLists referrers;

    HttpRepository(
            Api api, Backoff backoff, ExecutorService executor, PieceMemory memory, Throttle throttle, int chunk) {
        this.api = api;
        this.blobs = new Blobs(api);
        this.uploads = new Uploads(api);
        this.manifests = new Manifests(api);
        this.downloads = new Downloads(blobs, backoff, executor, memory, throttle);
        this.blobUploads = new BlobUploads(uploads, blobs, backoff, executor, chunk);
        this.referrers = new ReferrerLists(api, manifests, backoff);
    }

    @Override
    public String name() {
        return api.where();
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return manifests.head(reference);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return manifests.get(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        long size = blobs.size(blob);
        return size < 0 ? Optional.empty() : Optional.of(Descriptor.of(MediaTypes.OCTET_STREAM, blob, size));
    }

    @Override
    public boolean exists() {
        return new Lists(api).exists();
    }

    @Override
    public InputStream open(Descriptor blob) {
        Optional<byte[]> inline = inline(blob);
        return inline.isPresent() ? new ByteArrayInputStream(inline.get()) : downloads.open(blob);
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return downloads.open(blob, within(blob, range));
    }

    @Override
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        Optional<byte[]> inline = inline(blob);
        if (inline.isPresent()) {
            sink.write(ByteBuffer.wrap(inline.get()));
        } else {
            downloads.read(blob, sink);
        }
    }

    @Override
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        downloads.read(blob, within(blob, range), sink);
    }

    /** Reads a blob; if a mirror sent wrong content, reads it again from the registry. */
    @Override
    public byte[] bytes(Descriptor blob) {
        try {
            return Repository.super.bytes(blob);
        } catch (ContentMismatchException e) {
            if (e.retryable()) {
                return Repository.super.bytes(blob);
            }
            throw e;
        }
    }

    /** Inline content of a descriptor, if it matches the digest (image-spec, descriptor.md, {@code data}). */
    private Optional<byte[]> inline(Descriptor blob) {
        return blob.data().map(data -> Verifier.check(blob, name(), data));
    }

    private static ByteRange within(Descriptor blob, ByteRange range) {
        if (range.end() > blob.size()) {
            throw new IllegalArgumentException("the range ends at " + range.end() + ", beyond the " + blob.size()
                    + " bytes of blob " + blob.digest());
        }
        return range;
    }

    @Override
    public void write(Descriptor blob, Content content) {
        blobUploads.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return blobUploads.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        if (as instanceof Digest digest && !digest.equals(Digest.of(digest.algorithm(), manifest.bytes()))) {
            throw new IllegalArgumentException("the manifest's digest is " + manifest.digest() + ", not " + digest);
        }
        referrers.put(as, manifest);
    }

    @Override
    public Stream<Tag> tags() {
        return Lists.wellFormed(new Lists(api).tags(), Tag::of);
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        Manifest manifest = manifests
                .getNewest(existing)
                .orElseThrow(() ->
                        NotFoundException.of((existing instanceof Tag ? "tag " : "manifest ") + existing, name()));
        tags.stream().filter(tag -> !names(tag, manifest)).forEach(tag -> put(tag, manifest));
        return manifest.descriptor();
    }

    /** Returns whether nothing needs to be sent: a registry with immutable tags would refuse it. */
    private boolean names(Tag tag, Manifest manifest) {
        try {
            return manifests.head(tag).map(Descriptor::digest).equals(Optional.of(manifest.digest()));
        } catch (DeniedException | InvalidException | UnsupportedException e) {
            return false; // the PUT decides
        }
    }

    /** Returns whether a blob can be mounted. A mount usually follows, so the next token includes its scope. */
    @Override
    public boolean canMountFrom(ContentStore other) {
        Optional<HttpRepository> there = sibling(other);
        there.ifPresent(that -> api.expectMountsFrom(that.api.repository()));
        return there.isPresent();
    }

    /** Returns the other repository, also behind a decorator, if it is in the same registry. */
    private Optional<HttpRepository> sibling(ContentStore other) {
        return other.capability(HttpRepository.class)
                .filter(that -> that.api.registry().name().equals(api.registry().name())
                        && !that.api.repository().equals(api.repository()));
    }

    @Override
    public boolean mountOrWrite(Descriptor blob, ContentStore from, Content otherwise) {
        HttpRepository there = sibling(from)
                .orElseThrow(() ->
                        new IllegalArgumentException(from.name() + " is not another repository of the same registry"));
        api.expectMountsFrom(there.api.repository());
        return mountOr(blob, there.api.repository(), upload -> there.downloads.withinRegistry(blob, otherwise, upload));
    }

    @Override
    public boolean mountOrWrite(Descriptor blob, Content otherwise) {
        return mountOr(blob, "", upload -> upload.accept(otherwise));
    }

    private boolean mountOr(Descriptor blob, String from, Consumer<Consumer<Content>> otherwise) {
        Optional<UploadSession> session;
        try {
            session = uploads.mount(blob.digest(), from);
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            // Registries refuse mounts in many ways; the upload will show the real problem, if there is one.
            if (stat(blob.digest()).isEmpty()) {
                otherwise.accept(content -> write(blob, content));
            }
            return false;
        }
        session.ifPresent(open -> otherwise.accept(content -> blobUploads.write(open, blob, content)));
        return session.isEmpty();
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType) {
        return referrers.list(subject, artifactType);
    }

    @Override
    public void untag(Tag tag) {
        manifests.delete(tag);
    }

    @Override
    public void deleteManifest(Digest manifest) {
        referrers.delete(manifest);
    }

    @Override
    public void deleteBlob(Digest blob) {
        blobs.delete(blob);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return name();
    }
}
