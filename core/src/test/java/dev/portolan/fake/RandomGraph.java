package dev.portolan.fake;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A graph of up to 300 nodes: images that share blobs, indexes in indexes, referrers of referrers, several tags. */
public final class RandomGraph {
    private final Random random;
    private final List<Descriptor> blobs = new ArrayList<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private final Map<Tag, Manifest> tags = new LinkedHashMap<>();

    public RandomGraph(long seed) {
        random = new Random(seed);
        int size = 3 + random.nextInt(297);
        int blobCount = 1 + random.nextInt(size / 2 + 1);
        for (int i = 0; i < blobCount; i++) {
            blobs.add(Sample.blob("blob " + i + " of " + seed));
        }
        blobs.add(Descriptor.empty());
        while (manifests.isEmpty() || blobs.size() + manifests.size() < size) {
            manifests.add(manifests.isEmpty() || random.nextInt(3) > 0 ? image() : index());
        }
        for (int i = 0, count = 1 + random.nextInt(6); i < count; i++) {
            tags.put(Tag.of("t" + i), any(manifests));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String next() {
        return "manifest " + manifests.size();
    }

    private ImageManifest image() {
        ImageManifest.Builder image = ImageManifest.builder().annotation("random", "" + random.nextLong());
        for (int layers = random.nextInt(8); layers > 0; layers--) {
            image.layer(any(blobs));
        }
        if (random.nextBoolean()) {
            image.config(any(blobs).bare());
        }
        if (!manifests.isEmpty() && random.nextInt(4) == 0) {
            image.subject(any(manifests).descriptor());
        }
        return Sample.named(image.build(), next());
    }

    private ImageIndex index() {
        ImageIndex.Builder index = ImageIndex.builder().annotation("random", "" + random.nextLong());
        for (int children = random.nextInt(6); children > 0; children--) {
            index.manifest(random.nextInt(10) == 0 ? any(blobs) : any(manifests).descriptor());
        }
        if (random.nextInt(4) == 0) {
            index.subject(any(manifests).descriptor());
        }
        return Sample.named(index.build(), next());
    }

    public Map<Tag, Manifest> tags() {
        return tags;
    }

    /** The configs of all images. */
    public Set<Digest> configs() {
        Set<Digest> configs = new HashSet<>();
        for (Manifest manifest : manifests) {
            if (manifest instanceof ImageManifest image) {
                configs.add(image.config().digest());
            }
        }
        return configs;
    }

    /** All digests that a copy of all tags must bring. */
    public Set<Digest> reachable(boolean withReferrers) {
        Map<Digest, Manifest> byDigest = new LinkedHashMap<>();
        manifests.forEach(manifest -> byDigest.put(manifest.digest(), manifest));
        Set<Digest> reached = new HashSet<>();
        List<Digest> open = new ArrayList<>();
        Consumer<Digest> reach = digest -> {
            if (reached.add(digest)) {
                open.add(digest);
            }
        };
        tags.values().forEach(manifest -> reach.accept(manifest.digest()));
        while (!open.isEmpty()) {
            Digest digest = open.remove(open.size() - 1);
            Manifest manifest = byDigest.get(digest);
            if (manifest == null) {
                continue;
            }
            manifest.children().forEach(child -> reach.accept(child.digest()));
            if (withReferrers) {
                manifests.stream()
                        .filter(other -> other.subject()
                                .filter(subject -> subject.digest().equals(digest))
                                .isPresent())
                        .forEach(other -> reach.accept(other.digest()));
            }
        }
        return reached;
    }

    /** Writes all of it to a repository, without an entry in its log. */
    public FakeRepository fill(FakeRepository repository) {
        for (int i = 0; i < blobs.size() - 1; i++) {
            repository.with(Sample.name(blobs.get(i).digest()));
        }
        manifests.forEach(repository::with);
        tags.forEach((tag, manifest) -> repository.tagged(tag.value(), manifest));
        return repository;
    }

    /** Writes some of its blobs to a repository, and the manifests that are complete, like an earlier copy. */
    public FakeRepository fillPartly(FakeRepository repository) {
        Set<Digest> there = new HashSet<>(Set.of(Descriptor.empty().digest()));
        for (int i = 0; i < blobs.size() - 1; i++) {
            if (random.nextInt(3) > 0) {
                repository.with(Sample.name(blobs.get(i).digest()));
                there.add(blobs.get(i).digest());
            }
        }
        for (Manifest manifest : manifests) {
            boolean complete = manifest.children().stream().allMatch(child -> there.contains(child.digest()));
            if (complete && random.nextBoolean()) {
                repository.with(manifest);
                there.add(manifest.digest());
            }
        }
        return repository;
    }
}
