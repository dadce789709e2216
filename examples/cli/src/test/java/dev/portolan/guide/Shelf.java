package dev.portolan.guide;

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
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A minimal repository: writes are verified, and kept in maps. */
final class Shelf implements Repository {
    private final String name;
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, Manifest> manifests = new ConcurrentHashMap<>();
    private final Map<Tag, Digest> tags = new ConcurrentSkipListMap<>();

    Shelf(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return Optional.ofNullable(blobs.get(blob))
                .map(bytes -> Descriptor.of(MediaTypes.OCTET_STREAM, blob, bytes.length));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return Verifier.of(blob, name).wrap(new ByteArrayInputStream(find(blob)));
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        byte[] bytes = find(blob);
        return new BoundedStream(new ByteArrayInputStream(bytes, (int) range.offset(), bytes.length), range.length());
    }

    private byte[] find(Descriptor blob) {
        return Optional.ofNullable(blobs.get(blob.digest()))
                .orElseThrow(() -> new NotFoundException(
                        Problem.of("blob " + blob.digest() + " not found").at(name)));
    }

    @Override
    public void write(Descriptor blob, Content content) {
        blobs.put(blob.digest(), Verifier.check(blob, name, read(content)));
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        byte[] bytes = read(content);
        Descriptor blob = Descriptor.of(mediaType, bytes);
        blobs.put(blob.digest(), bytes);
        return blob;
    }

    private byte[] read(Content content) {
        try (InputStream stream = content.open()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure("writing a blob", name, e);
        }
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        Digest digest = reference instanceof Tag tag ? tags.get(tag) : (Digest) reference;
        return digest == null ? Optional.empty() : Optional.ofNullable(manifests.get(digest));
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return manifest(reference).map(Manifest::descriptor);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        manifests.put(manifest.digest(), manifest);
        if (as instanceof Tag tag) {
            tags.put(tag, manifest.digest());
        }
    }

    @Override
    public Stream<Tag> tags() {
        return tags.keySet().stream();
    }

    @Override
    public void close() {}
}
