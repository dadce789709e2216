package dev.portolan.http.repository;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Deletes;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Referrers;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A repository whose content is read at another location, as a registries.conf says. Tags are listed, and everything is
 * written, at the registry that the reference names.
 */
final class MovedRepository extends ForwardingRepository implements Referrers, Deletes {
    private final HttpRepository reads;
    private final Supplier<HttpRepository> own;
    private final String name;

    MovedRepository(HttpRepository reads, Supplier<HttpRepository> own, RegistryReference named) {
        super(reads);
        this.reads = reads;
        this.own = own;
        this.name = named.registry() + "/" + named.repository();
    }

    @Override
    public String name() {
        return name;
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

    /**
     * Offers the capabilities of this class; those of the other location, such as mounts, do not apply to this
     * repository.
     */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
