package dev.portolan.http;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.endpoint.Api;
import dev.portolan.http.endpoint.Blobs;
import dev.portolan.http.endpoint.Lists;
import dev.portolan.http.endpoint.Manifests;
import dev.portolan.http.endpoint.Uploads;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.transfer.BlobUpload;
import dev.portolan.http.transfer.Downloads;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import dev.portolan.port.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** A repository of a registry (distribution-spec 1.1). */
final class HttpRepository implements Repository, Mounts {
    private final Api api;
    private final Blobs blobs;
    private final Uploads uploads;
    private final Manifests manifests;
    private final Downloads downloads;
    private final BlobUpload upload;

    HttpRepository(Api api, Backoff backoff) {
        this.api = api;
        this.blobs = new Blobs(api);
        this.uploads = new Uploads(api);
        this.manifests = new Manifests(api);
        this.downloads = new Downloads(blobs, backoff);
        this.upload = new BlobUpload(uploads, backoff);
    }

    @Override
    public String name() {
        return api.place();
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

    /** Content that came along in its descriptor, once it is found good (image-spec, descriptor.md, {@code data}). */
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
        upload.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return upload.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        if (as instanceof Digest digest && !digest.equals(Digest.of(digest.algorithm(), manifest.bytes()))) {
            throw new IllegalArgumentException("the manifest's digest is " + manifest.digest() + ", not " + digest);
        }
        manifests.put(as, manifest);
    }

    @Override
    public Stream<Tag> tags() {
        return new Lists(api).tags().map(Tag::of);
    }

    @Override
    public boolean canMountFrom(Site other) {
        return other instanceof HttpRepository that
                && that.api.registry().equals(api.registry())
                && !that.api.repository().equals(api.repository());
    }

    @Override
    public boolean mountOrWrite(Descriptor blob, Site from, Content otherwise) {
        if (!canMountFrom(from)) {
            throw new IllegalArgumentException(from.name() + " is not another repository of the same registry");
        }
        Optional<URI> session;
        try {
            session = uploads.mount(blob.digest(), ((HttpRepository) from).api.repository());
        } catch (UnauthenticatedException
                | DeniedException
                | NotFoundException
                | UnsupportedException
                | UnreachableException e) {
            write(blob, otherwise); // registries refuse mounts in many ways; the upload will show what is really wrong
            return false;
        }
        session.ifPresent(open -> upload.write(open, blob, otherwise));
        return session.isEmpty();
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return name();
    }
}
