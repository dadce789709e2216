package dev.portolan.examples.analysiscache;

import dev.portolan.OciClient;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.TagOrDigest;
import java.util.List;
import java.util.Map;

/** Pushes and pulls the parts of snapshots, by the names that the rest of the program uses. */
public final class CacheRegistry {
    private final OciClient client;

    /** Works through this client, which says where registries are and how to log in. */
    public CacheRegistry(OciClient client) {
        this.client = client;
    }

    /**
     * Pushes the blobs that are not there, then the manifest, as it is, under every tag.
     *
     * @param tags in the order in which they are set
     * @return what was done; its root is the manifest
     */
    public CopyResult push(
            String registry,
            String repository,
            List<String> tags,
            byte[] manifestJson,
            Map<Digest, ? extends Content> blobs) {
        ImageManifest manifest = (ImageManifest) Manifest.parse(manifestJson, CacheFormat.MANIFEST_MEDIA_TYPE);
        return client.at(reference(registry, repository))
                .push(PackedArtifact.of(manifest, blobs), tags.toArray(String[]::new));
    }

    /**
     * Pulls a manifest.
     *
     * @param reference a tag or a digest; a manifest that does not have the digest is refused
     */
    public Manifest pullManifest(String registry, String repository, String reference) {
        return client.at(reference(registry, repository).with(TagOrDigest.parse(reference)))
                .manifest();
    }

    /** Pulls a blob, verified. */
    public byte[] pullBlob(String registry, String repository, String digest) {
        return client.at(reference(registry, repository).withDigest(Digest.parse(digest)))
                .blob();
    }

    private static Reference reference(String registry, String repository) {
        return Reference.of(RegistryReference.of(registry, repository));
    }
}
