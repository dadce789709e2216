package dev.portolan.copy;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Chooses manifests by platform. Of several equally good matches, the first in the index is chosen; nested indexes are
 * searched too. If the index does not give the platform of a manifest, the config of the image does; manifests with a
 * platform in the index come first. Not safe to use from several threads.
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

    /** Creates a choice among the manifests of a source. */
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

    /** Returns the platform of an image as its config says it; empty when it says none, or is not that of an image. */
    public Optional<Platform> of(ImageManifest image) {
        return configs.of(image);
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
        Optional<Found> declared = best(index.manifests().stream()
                .flatMap(manifest -> manifest
                        .platform()
                        .filter(PlatformChoice::isKnown)
                        .flatMap(platform -> found(index, manifest, platform, match))
                        .stream()));
        if (declared.isPresent()) {
            return inside(declared.get(), match, visited);
        }
        List<Found> nested = new ArrayList<>();
        List<Descriptor> images = new ArrayList<>();
        for (Descriptor manifest : index.manifests()) {
            Optional<Manifest> content = saysNothing(manifest) ? fetchIfManifest(manifest) : Optional.empty();
            if (content.orElse(null) instanceof ImageIndex inner) {
                within(inner, match, visited).ifPresent(nested::add);
            } else if (content.isPresent()) {
                images.add(manifest);
            }
        }
        return best(nested.stream()).or(() -> byConfig(index, images, match));
    }

    /** Searches an index in an index, once. */
    private Optional<Found> within(ImageIndex inner, PlatformMatch match, Set<Digest> visited) {
        return visited.add(inner.digest()) ? find(inner, match, visited) : Optional.empty();
    }

    /** Returns whether neither a platform nor an annotation says what an entry is. */
    private static boolean saysNothing(Descriptor manifest) {
        return manifest.platform().isEmpty() && manifest.annotation(ATTESTED).isEmpty();
    }

    private Optional<Found> found(ImageIndex index, Descriptor manifest, Platform platform, PlatformMatch match) {
        seen.add(platform);
        return Optional.of(new Found(manifest, match.rank(platform), index))
                .filter(found -> found.rank() != PlatformMatch.NONE);
    }

    /** Returns the first of those that suit best. */
    private static Optional<Found> best(Stream<Found> found) {
        return found.min(Comparator.comparingInt(Found::rank));
    }

    /** An entry with a platform may be an index itself. */
    private Optional<Found> inside(Found found, PlatformMatch match, Set<Digest> visited) {
        if (MediaTypes.isImageManifest(found.manifest().mediaType())
                || !(fetch(found.manifest()).orElse(null) instanceof ImageIndex inner)) {
            return Optional.of(found);
        }
        return within(inner, match, visited);
    }

    private Optional<Found> byConfig(ImageIndex index, List<Descriptor> images, PlatformMatch match) {
        List<Found> all = new ArrayList<>();
        for (Descriptor manifest : images) {
            Optional<Platform> platform = fetch(manifest)
                    .filter(ImageManifest.class::isInstance)
                    .flatMap(image -> configs.of((ImageManifest) image));
            if (platform.isPresent()) {
                found(index, manifest.withPlatform(platform.get()), platform.get(), match)
                        .ifPresent(all::add);
            } else if (images.size() == 1 && seen.isEmpty()) {
                all.add(new Found(manifest, 0, index)); // nothing in the index is for a platform
            }
        }
        return best(all.stream());
    }

    private static boolean isKnown(Platform platform) {
        return !platform.os().equals(UNKNOWN) && !platform.architecture().equals(UNKNOWN);
    }

    private Optional<Manifest> fetchIfManifest(Descriptor content) {
        Child.Kind kind = Child.listed(content).kind();
        if (kind != Child.Kind.EITHER) {
            return kind == Child.Kind.MANIFEST ? fetch(content) : Optional.empty();
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
