package dev.portolan.http;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A repository whose content is read at another location, as a registries.conf says. Tags are listed, and everything is
 * written, at the registry that the reference names.
 */
final class MovedRepository implements Repository, Referrers, Deletes {
    private final HttpRepository reads;
    private final Supplier<HttpRepository> own;
    private final String name;

    MovedRepository(HttpRepository reads, Supplier<HttpRepository> own, RegistryReference named) {
        this.reads = reads;
        this.own = own;
        this.name = named.registry() + "/" + named.repository();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return reads.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return reads.stat(blob);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return reads.manifest(reference);
    }

    @Override
    public InputStream open(Descriptor blob) {
        return reads.open(blob);
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return reads.open(blob, range);
    }

    @Override
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        reads.read(blob, sink);
    }

    @Override
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        reads.read(blob, range, sink);
    }

    @Override
    public byte[] bytes(Descriptor blob) {
        return reads.bytes(blob);
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType) {
        return reads.referrers(subject, artifactType);
    }

    @Override
    public Stream<Tag> tags() {
        return own.get().tags();
    }

    @Override
    public void write(Descriptor blob, Content content) {
        own.get().write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return own.get().write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        own.get().put(as, manifest);
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        return own.get().tag(existing, tags);
    }

    @Override
    public void untag(Tag tag) {
        own.get().untag(tag);
    }

    @Override
    public void deleteManifest(Digest manifest) {
        own.get().deleteManifest(manifest);
    }

    @Override
    public void deleteBlob(Digest blob) {
        own.get().deleteBlob(blob);
    }

    @Override
    public void close() {
        reads.close();
    }
}
