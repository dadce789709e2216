package dev.portolan.copy;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses manifests of an index by platform. Names are brought to one form first ({@code x86_64} is {@code amd64},
 * {@code aarch64} is {@code arm64}, {@code arm64/v8} is {@code arm64}, {@code arm} is {@code arm/v7}), the exact
 * platform wins, and without one the best of those that run there does: a lower variant of the same architecture.
 */
public final class PlatformChoice {
    private PlatformChoice() {}

    /**
     * The manifest for a platform.
     *
     * @param place where the index lies, for the message
     * @throws NotFoundException when the index has none that runs there; the message lists what it has
     */
    public static Descriptor choose(ImageIndex index, Platform wanted, String place) {
        Platform normal = normalize(wanted);
        Optional<Descriptor> best = Optional.empty();
        int bestRank = -1;
        for (Descriptor manifest : index.manifests()) {
            int rank =
                    manifest.platform().map(has -> rank(normalize(has), normal)).orElse(-1);
            if (rank > bestRank) {
                best = Optional.of(manifest);
                bestRank = rank;
            }
        }
        return best.orElseThrow(() -> new NotFoundException(Problem.of("no manifest for platform " + wanted)
                .at(place)
                .because("the index has " + platforms(index))));
    }

    /** The manifests for several platforms, in the index's order, each once. */
    static List<Descriptor> chooseAll(ImageIndex index, List<Platform> wanted, String place) {
        List<Descriptor> chosen = new ArrayList<>();
        wanted.forEach(platform -> chosen.add(choose(index, platform, place)));
        return index.manifests().stream().filter(chosen::contains).distinct().toList();
    }

    private static String platforms(ImageIndex index) {
        String names = index.manifests().stream()
                .flatMap(manifest -> manifest.platform().stream())
                .map(Platform::toString)
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none with a platform" : names;
    }

    /** Higher is better; below zero does not run there. */
    private static int rank(Platform has, Platform wanted) {
        if (!has.os().equals(wanted.os()) || !has.architecture().equals(wanted.architecture())) {
            return -1;
        }
        if (!wanted.osVersion().isEmpty() && !has.osVersion().startsWith(wanted.osVersion())) {
            return -1;
        }
        if (has.variant().equals(wanted.variant())) {
            return 1000;
        }
        int hasLevel = level(has.variant());
        int wantedLevel = level(wanted.variant());
        return hasLevel >= 0 && wantedLevel >= 0 && hasLevel < wantedLevel ? hasLevel : -1;
    }

    /** {@code v7} is 7; an absent variant is the architecture's base. */
    private static int level(String variant) {
        if (variant.isEmpty()) {
            return 0;
        }
        return variant.matches("v[0-9]{1,2}") ? Integer.parseInt(variant.substring(1)) : -1;
    }

    private static Platform normalize(Platform platform) {
        String os = platform.os().equals("macos") ? "darwin" : platform.os();
        String architecture = switch (platform.architecture()) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "i686" -> "386";
            case "armhf", "armel" -> "arm";
            default -> platform.architecture();
        };
        String variant = platform.variant();
        if (architecture.equals("arm64") && (variant.equals("v8") || variant.equals("8"))) {
            variant = "";
        } else if (architecture.equals("arm") && variant.isEmpty()) {
            variant = platform.architecture().equals("armel") ? "v6" : "v7";
        } else if (architecture.equals("amd64") && variant.equals("v1")) {
            variant = "";
        } else if (variant.matches("[0-9]")) {
            variant = "v" + variant;
        }
        return new Platform(os, architecture, variant, platform.osVersion(), platform.osFeatures());
    }
}
