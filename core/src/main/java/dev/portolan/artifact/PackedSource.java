package dev.portolan.artifact;

import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An artifact that was packed, as a place to copy it from. */
final class PackedSource implements Source {
    private record Blob(Descriptor descriptor, Content content) {}

    private final Manifest manifest;
    private final Map<Digest, Blob> blobs = new HashMap<>();

    PackedSource(Manifest manifest) {
        this.manifest = manifest;
    }

    Manifest root() {
        return manifest;
    }

    void add(Descriptor descriptor, Content content) {
        blobs.put(descriptor.digest(), new Blob(descriptor, content));
    }

    @Override
    public String name() {
        return "the packed artifact";
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return manifest(reference).map(Manifest::descriptor);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return reference.equals(manifest.digest()) ? Optional.of(manifest) : Optional.empty();
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return Optional.ofNullable(blobs.get(blob))
                .map(found -> found.descriptor.bare().withMediaType(MediaTypes.OCTET_STREAM));
    }

    @Override
    public InputStream open(Descriptor blob) {
        try {
            return Verifier.of(blob, name()).wrap(find(blob).open());
        } catch (IOException e) {
            throw Streams.failure("opening " + blob.digest(), name(), e);
        }
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        try {
            return new BoundedStream(find(blob).openAt(range.offset()), range.length());
        } catch (IOException e) {
            throw Streams.failure("opening " + blob.digest(), name(), e);
        }
    }

    /** The layer's content as it is: its digest was just computed from it, and the target checks it once more. */
    @Override
    public Content content(Descriptor blob) {
        return find(blob);
    }

    private Content find(Descriptor blob) {
        Blob found = blobs.get(blob.digest());
        if (found == null) {
            throw new NotFoundException(
                    Problem.of("blob " + blob.digest() + " not found").at(name()));
        }
        return found.content;
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
