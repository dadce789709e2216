package dev.portolan.copy;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses manifests of an index by platform, as containerd does. Names are brought to one form first ({@code x86_64}
 * is {@code amd64}, {@code aarch64} is {@code arm64}, {@code arm64/v8} is {@code arm64}, {@code arm} is
 * {@code arm/v7}); the exact platform wins, and without one the best of those that run there does: a lower variant,
 * then {@code 386} on {@code amd64} and {@code arm} on {@code arm64}. Of several that are as good, the first in the
 * index wins. Manifests for which the index says no platform are not chosen.
 */
public final class PlatformChoice {
    private static final int WORST = Integer.MAX_VALUE;

    private PlatformChoice() {}

    /**
     * The manifest for a platform.
     *
     * @param where where the index lies, for the message
     * @throws NotFoundException when the index has none that runs there; the message lists what it has
     */
    public static Descriptor choose(ImageIndex index, Platform wanted, String where) {
        List<Platform> acceptable = runningOn(normalize(wanted));
        Optional<Descriptor> best = Optional.empty();
        int bestRank = WORST;
        for (Descriptor manifest : index.manifests()) {
            int rank = manifest.platform()
                    .map(has -> rank(normalize(has), acceptable))
                    .orElse(WORST);
            if (rank < bestRank) {
                best = Optional.of(manifest);
                bestRank = rank;
            }
        }
        return best.orElseThrow(() -> new NotFoundException(Problem.of("no manifest for platform " + wanted)
                .at(where)
                .because("the index has " + platforms(index))));
    }

    /** The manifests for several platforms, in the index's order, each once. */
    static List<Descriptor> chooseAll(ImageIndex index, List<Platform> wanted, String where) {
        List<Descriptor> chosen = new ArrayList<>();
        wanted.forEach(platform -> chosen.add(choose(index, platform, where)));
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

    /** Lower is better. */
    private static int rank(Platform has, List<Platform> acceptable) {
        for (int i = 0; i < acceptable.size(); i++) {
            Platform wanted = acceptable.get(i);
            if (has.os().equals(wanted.os())
                    && has.architecture().equals(wanted.architecture())
                    && has.variant().equals(wanted.variant())
                    && isVersion(has.osVersion(), wanted.osVersion())
                    && wanted.osFeatures().containsAll(has.osFeatures())) {
                return i;
            }
        }
        return WORST;
    }

    /** Windows needs its own build; elsewhere the version says nothing of what runs. */
    private static boolean isVersion(String has, String wanted) {
        return wanted.isEmpty() || has.isEmpty() || has.equals(wanted) || has.startsWith(wanted + ".");
    }

    /** The platforms whose programs run on this one, the best first. */
    private static List<Platform> runningOn(Platform platform) {
        List<Platform> running = new ArrayList<>(List.of(platform));
        String variant = platform.variant();
        switch (platform.architecture()) {
            case "amd64" -> {
                for (int level = level(variant) - 1; level >= 1; level--) {
                    running.add(with(platform, "amd64", level == 1 ? "" : "v" + level));
                }
                running.add(with(platform, "386", ""));
            }
            case "arm" -> addArm(running, platform, level(variant) - 1);
            case "arm64" -> {
                int dot = variant.indexOf('.');
                int major = variant.isEmpty() ? 8 : level(dot < 0 ? variant : variant.substring(0, dot));
                int minor = dot < 0 ? 0 : level("v" + variant.substring(dot + 1));
                addArm64(running, platform, major, minor);
                addArm(running, platform, 8);
            }
            default -> {}
        }
        return running;
    }

    private static void addArm(List<Platform> running, Platform platform, int highest) {
        for (int level = highest; level >= 5; level--) {
            running.add(with(platform, "arm", "v" + level));
        }
    }

    private static void addArm64(List<Platform> running, Platform platform, int major, int minor) {
        int below = minor;
        if (major == 9) {
            for (int lower = minor - 1; lower >= 0; lower--) {
                running.add(with(platform, "arm64", lower == 0 ? "v9" : "v9." + lower));
            }
            below = minor + 6; // v9.0 went out from v8.5: v9.x runs what is for v8.(x+5)
        }
        for (int lower = below - 1; lower >= 0; lower--) {
            running.add(with(platform, "arm64", lower == 0 ? "" : "v8." + lower));
        }
    }

    private static Platform with(Platform platform, String architecture, String variant) {
        return new Platform(platform.os(), architecture, variant, platform.osVersion(), platform.osFeatures());
    }

    /** {@code v7} is 7; 0 for what is not a level. */
    private static int level(String variant) {
        return variant.matches("v[0-9]{1,2}") ? Integer.parseInt(variant.substring(1)) : 0;
    }

    private static Platform normalize(Platform platform) {
        String os = platform.os().toLowerCase(Locale.ROOT);
        String architecture = platform.architecture().toLowerCase(Locale.ROOT);
        String variant = platform.variant().toLowerCase(Locale.ROOT);
        switch (architecture) {
            case "i386", "i686" -> {
                architecture = "386";
                variant = "";
            }
            case "x86_64", "x86-64", "amd64" -> {
                architecture = "amd64";
                variant = variant.equals("v1") ? "" : variant;
            }
            case "aarch64", "arm64" -> {
                architecture = "arm64";
                variant = switch (variant) {
                    case "8", "v8", "v8.0" -> "";
                    case "9", "v9.0" -> "v9";
                    default -> variant;
                };
            }
            case "armhf" -> {
                architecture = "arm";
                variant = "v7";
            }
            case "armel" -> {
                architecture = "arm";
                variant = "v6";
            }
            case "arm" -> variant = variant.isEmpty() ? "v7" : variant.matches("[5-8]") ? "v" + variant : variant;
            default -> {}
        }
        return new Platform(
                os.equals("macos") ? "darwin" : os, architecture, variant, platform.osVersion(), platform.osFeatures());
    }
}
