package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import java.util.List;

/**
 * The list of manifests that a layout or archive keeps in its {@code index.json}, with and without names.
 *
 * @since 0.1.0
 */
public interface Listing extends Capability {

    /**
     * One entry of the list.
     *
     * @param manifest the manifest, with its platform if the list names one
     * @param name the name that addresses this entry; empty when it has none, or only names that other manifests have
     *     too
     */
    record Entry(Descriptor manifest, String name) {}

    /**
     * Returns the entries in the order of the list.
     *
     * @throws dev.portolan.error.NotFoundException when there is no layout or archive
     */
    List<Entry> entries();

    /**
     * Returns the manifests whose names cannot be used as tags, since they have control characters or are too long. Only
     * the digest addresses such a manifest.
     *
     * @throws dev.portolan.error.NotFoundException when there is no layout or archive
     */
    default List<Descriptor> withUnusableNames() {
        return List.of();
    }

    /**
     * Returns what a name means: the name itself if an entry has it, or the full name of the only entry that ends in
     * it. {@code 3.18} means {@code docker.io/library/alpine:3.18} if no other name ends in {@code :3.18}. Returns the
     * name itself when no entry matches.
     *
     * @throws dev.portolan.error.InvalidReferenceException when several manifests match; the message lists them
     */
    Tag find(Tag name);
}
