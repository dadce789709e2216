package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * A repository: a source and target whose manifests have tags.
 *
 * @since 0.1.0
 */
public interface Repository extends Source, Target {

    /**
     * Returns the tags, in lexical order if the repository keeps one (distribution-spec end-8). The stream is lazy:
     * pages are fetched as they are needed. Close it, or read it to its end.
     *
     * @throws NotFoundException when the repository does not exist
     */
    Stream<Tag> tags();

    /**
     * Writes a blob of unknown digest and size in one pass, and hashes it on the way.
     *
     * @param mediaType the media type of the content
     * @return media type, SHA-256 and size
     */
    Descriptor write(String mediaType, Content content);

    /**
     * Adds tags to an existing manifest. On failure, the message lists the tags that were set.
     *
     * @param existing a tag or digest in this repository
     * @return the manifest's descriptor
     * @throws NotFoundException when there is no such manifest
     */
    default Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        Manifest manifest = manifest(existing)
                .orElseThrow(() ->
                        NotFoundException.of((existing instanceof Tag ? "tag " : "manifest ") + existing, name()));
        tags.forEach(tag -> put(tag, manifest));
        return manifest.descriptor();
    }
}
