package dev.portolan.signatures.cosign;

import dev.portolan.content.Content;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.signatures.internal.SignatureManifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The tags under which cosign 1 and 2 store signatures and attestations: one layer for each, appended. */
final class CosignTags {
    private static final int TRIES = 5;
    private static final byte[] CONFIG =
            "{\"architecture\":\"\",\"os\":\"\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ReentrantLock lock = new ReentrantLock();

    /** Returns the tag of signatures, {@code sha256-HEX.sig}. */
    static Tag signatures(Digest manifest) {
        return tag(manifest, ".sig");
    }

    /** Returns the tag of attestations, {@code sha256-HEX.att}. */
    static Tag attestations(Digest manifest) {
        return tag(manifest, ".att");
    }

    private static Tag tag(Digest manifest, String suffix) {
        String name = manifest.algorithm().id() + "-" + manifest.hex() + suffix;
        return Tag.of(name.length() <= 128 ? name : name.substring(0, 128 - suffix.length()) + suffix);
    }

    /**
     * Appends a layer. The list is read again after the write: a layer that another program overwrote is appended
     * again.
     *
     * @throws UnsupportedException when the tag names something else, or the list is full
     */
    Descriptor append(Repository repository, Tag tag, Descriptor layer, byte[] content) {
        SignatureManifests.write(repository, layer, content);
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("waiting to change " + tag).at(repository.name()), e);
        }
        try {
            return append(SignatureManifests.fresh(repository), tag, layer);
        } finally {
            lock.unlock();
        }
    }

    private static Descriptor append(Repository repository, Tag tag, Descriptor layer) {
        Descriptor config = Descriptor.of(MediaTypes.IMAGE_CONFIG, CONFIG);
        for (int i = 0; i < TRIES; i++) {
            Optional<Manifest> before = repository.manifest(tag);
            ImageManifest list;
            if (before.isEmpty()) {
                repository.write(config, Content.of(CONFIG));
                list = ImageManifest.builder().config(config).layer(layer).build();
            } else {
                list = with(existing(repository, tag, before.get()), layer);
            }
            repository.put(tag, list);
            if (layers(repository.manifest(tag)).contains(layer)) {
                return list.descriptor();
            }
        }
        throw new StorageException(Problem.of("the signature was not added to " + tag)
                .at(repository.name())
                .because("the tag was changed at the same time, " + TRIES + " times")
                .advice("sign again")
                .retryable(true));
    }

    private static List<Descriptor> layers(Optional<Manifest> list) {
        return list.map(Manifest::children).orElse(List.of());
    }

    private static ImageManifest existing(Repository repository, Tag tag, Manifest manifest) {
        if (manifest instanceof ImageManifest image && image.layers().size() < SignatureManifests.MOST) {
            return image;
        }
        throw new UnsupportedException(Problem.of("the signature was not added to " + tag)
                .at(repository.name())
                .because(
                        manifest instanceof ImageManifest
                                ? "it already has " + SignatureManifests.MOST + " signatures"
                                : "the tag is an index")
                .advice("delete or move the tag, then sign again"));
    }

    private static ImageManifest with(ImageManifest list, Descriptor layer) {
        return ImageManifest.builder()
                .mediaType(list.mediaType())
                .config(list.config())
                .layers(list.layers())
                .layer(layer)
                .annotations(list.annotations())
                .build();
    }
}
