package dev.portolan.copy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import dev.portolan.port.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses manifests by platform. Of several that suit equally well, the first in the index is chosen; indexes in an
 * index are searched too. Where an index does not say which platform a manifest is for, the config of the image does,
 * but manifests that do say it come first. Not safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class PlatformChoice {
    private static final String ATTESTED = "vnd.docker.reference.digest";
    private static final String UNKNOWN = "unknown";

    private final Source source;
    private final ConfigPlatform configs;
    private final Map<Digest, Optional<Manifest>> fetched = new HashMap<>();
    private final Set<Platform> seen = new LinkedHashSet<>();

    /** A manifest that was found, how well it suits, and the index that lists it. */
    private record Found(Descriptor manifest, int rank, ImageIndex index) {}

    /** Chooses among the manifests of a source. */
    public PlatformChoice(Source source) {
        this.source = source;
        this.configs = new ConfigPlatform(source);
    }

    /**
     * Selects what is meant by a manifest and platforms. One platform selects the manifest of one image. Several select
     * an index of their images and of the attestations of these; it is the index itself when nothing is left out. An
     * image that is not in an index must be for one of the platforms, unless its config names none.
     *
     * @param wanted the platforms; none selects the manifest itself
     * @throws NotFoundException when there is no manifest for a platform; the message lists those that there are
     */
    public Manifest select(Manifest manifest, List<Platform> wanted) {
        if (wanted.isEmpty()) {
            return manifest;
        }
        if (manifest instanceof ImageIndex index) {
            return wanted.size() == 1 ? image(choose(index, wanted.get(0)).manifest()) : several(index, wanted);
        }
        requireOneOf((ImageManifest) manifest, wanted);
        return manifest;
    }

    /**
     * Returns the platform of an image as its config says it; empty when it says none, or the manifest is not that of an
     * image or cannot be read.
     */
    public Optional<Platform> of(Digest manifest) {
        try {
            return source.manifest(manifest)
                    .filter(ImageManifest.class::isInstance)
                    .flatMap(image -> configs.of((ImageManifest) image));
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    private Manifest image(Descriptor chosen) {
        return fetch(chosen).orElseThrow(() -> NotFoundException.of("manifest " + chosen.digest(), source.name()));
    }

    private void requireOneOf(ImageManifest image, List<Platform> wanted) {
        Optional<Platform> has = configs.of(image);
        if (has.isPresent()
                && wanted.stream()
                        .allMatch(platform -> new PlatformMatch(platform).rank(has.get()) == PlatformMatch.NONE)) {
            throw new NotFoundException(Problem.of("no manifest for platform " + names(wanted))
                    .at(source.name())
                    .because("the only image is for " + has.get())
                    .advice(Remedy.CHOOSE_PLATFORM, "choose that platform, or none"));
        }
    }

    private ImageIndex several(ImageIndex index, List<Platform> wanted) {
        Map<Digest, Descriptor> chosen = new HashMap<>();
        Set<ImageIndex> lists = new LinkedHashSet<>();
        for (Platform platform : wanted) {
            Found found = choose(index, platform);
            chosen.put(found.manifest().digest(), found.manifest());
            lists.add(found.index());
        }
        List<Descriptor> selected = new ArrayList<>();
        for (ImageIndex list : lists) {
            list.manifests().stream()
                    .filter(manifest -> chosen.containsKey(manifest.digest()) || attests(manifest, chosen.keySet()))
                    .map(manifest -> manifest.platform().isPresent()
                            ? manifest
                            : chosen.getOrDefault(manifest.digest(), manifest))
                    .distinct()
                    .forEach(selected::add);
        }
        return selected.equals(index.manifests()) ? index : copy(index, selected);
    }

    private static ImageIndex copy(ImageIndex index, List<Descriptor> manifests) {
        ImageIndex.Builder copy = ImageIndex.builder().manifests(manifests);
        index.annotations().forEach(copy::annotation);
        index.artifactType().ifPresent(copy::artifactType);
        return copy.build();
    }

    private static boolean attests(Descriptor manifest, Set<Digest> images) {
        return manifest.annotation(ATTESTED)
                .filter(subject ->
                        images.stream().anyMatch(image -> image.toString().equals(subject)))
                .isPresent();
    }

    private Found choose(ImageIndex index, Platform wanted) {
        return find(index, new PlatformMatch(wanted), new HashSet<>())
                .orElseThrow(() -> new NotFoundException(Problem.of("no manifest for platform " + wanted)
                        .at(source.name())
                        .because("the index has " + (seen.isEmpty() ? "none with a platform" : names(seen)))
                        .advice(
                                seen.isEmpty() ? Remedy.OMIT_PLATFORM : Remedy.CHOOSE_PLATFORM,
                                seen.isEmpty() ? "choose no platform" : "choose one of these platforms")));
    }

    private static String names(Iterable<Platform> platforms) {
        List<String> names = new ArrayList<>();
        platforms.forEach(platform -> names.add(platform.toString()));
        return names.stream().distinct().collect(Collectors.joining(", "));
    }

    /**
     * Returns the best manifest of an index: among those with a platform, then in other indexes, then by the configs.
     */
    private Optional<Found> find(ImageIndex index, PlatformMatch match, Set<Digest> visited) {
        List<Descriptor> undeclared = new ArrayList<>();
        Optional<Found> best = Optional.empty();
        for (Descriptor manifest : index.manifests()) {
            Optional<Platform> platform = manifest.platform().filter(PlatformChoice::isKnown);
            if (platform.isPresent()) {
                best = better(best, found(index, manifest, platform.get(), match));
            } else if (manifest.platform().isEmpty()
                    && manifest.annotation(ATTESTED).isEmpty()) {
                undeclared.add(manifest);
            }
        }
        if (best.isPresent()) {
            return inside(best.get(), match, visited);
        }
        List<ImageIndex> nested = new ArrayList<>();
        List<Descriptor> images = new ArrayList<>();
        undeclared.stream()
                .filter(manifest -> Child.listed(manifest).kind() != Child.Kind.BLOB)
                .forEach(manifest -> {
                    Optional<Manifest> content = fetchIfManifest(manifest);
                    if (content.orElse(null) instanceof ImageIndex inner) {
                        nested.add(inner);
                    } else if (content.isPresent()) {
                        images.add(manifest);
                    }
                });
        for (ImageIndex inner : nested) {
            if (visited.add(inner.digest())) {
                best = better(best, find(inner, match, visited));
            }
        }
        return best.isPresent() ? best : byConfig(index, images, match);
    }

    private Optional<Found> found(ImageIndex index, Descriptor manifest, Platform platform, PlatformMatch match) {
        seen.add(platform);
        int rank = match.rank(platform);
        return rank == PlatformMatch.NONE ? Optional.empty() : Optional.of(new Found(manifest, rank, index));
    }

    private static Optional<Found> better(Optional<Found> one, Optional<Found> other) {
        return one.isEmpty()
                        || other.isPresent() && other.get().rank() < one.get().rank()
                ? other
                : one;
    }

    /** An entry with a platform may be an index itself. */
    private Optional<Found> inside(Found found, PlatformMatch match, Set<Digest> visited) {
        if (MediaTypes.isImageManifest(found.manifest().mediaType())
                || !(fetch(found.manifest()).orElse(null) instanceof ImageIndex inner)) {
            return Optional.of(found);
        }
        return visited.add(inner.digest()) ? find(inner, match, visited) : Optional.empty();
    }

    private Optional<Found> byConfig(ImageIndex index, List<Descriptor> images, PlatformMatch match) {
        Optional<Found> best = Optional.empty();
        for (Descriptor manifest : images) {
            Optional<Platform> platform = fetch(manifest)
                    .filter(ImageManifest.class::isInstance)
                    .flatMap(image -> configs.of((ImageManifest) image));
            if (platform.isPresent()) {
                Descriptor known = manifest.withPlatform(platform.get());
                best = better(best, found(index, known, platform.get(), match));
            } else if (images.size() == 1 && seen.isEmpty()) {
                best = Optional.of(new Found(manifest, 0, index)); // nothing in the index is for a platform
            }
        }
        return best;
    }

    private static boolean isKnown(Platform platform) {
        return !platform.os().equals(UNKNOWN) && !platform.architecture().equals(UNKNOWN);
    }

    private Optional<Manifest> fetchIfManifest(Descriptor content) {
        if (Child.listed(content).kind() == Child.Kind.MANIFEST) {
            return fetch(content);
        }
        try {
            return fetched.computeIfAbsent(
                    content.digest(), digest -> Child.manifest(content, CopySource.blobOrManifest(source, content)));
        } catch (NotFoundException | InvalidManifestException e) {
            return Optional.empty();
        }
    }

    private Optional<Manifest> fetch(Descriptor manifest) {
        return fetched.computeIfAbsent(manifest.digest(), source::manifest);
    }
}
