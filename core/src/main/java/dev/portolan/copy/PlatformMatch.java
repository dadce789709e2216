package dev.portolan.copy;

import dev.portolan.model.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says how well a manifest's platform suits a wanted one, as containerd does. Names are brought to one form first
 * ({@code x86_64} is {@code amd64}, {@code aarch64} is {@code arm64}, {@code arm64/v8} is {@code arm64}, {@code arm} is
 * {@code arm/v7}); the exact platform is best, then come those whose programs run there: lower variants, then
 * {@code 386} on {@code amd64} and {@code arm} on {@code arm64}.
 */
final class PlatformMatch {
    /** The rank of a platform whose programs do not run on the wanted one. */
    static final int NONE = Integer.MAX_VALUE;

    private final List<Platform> acceptable;

    PlatformMatch(Platform wanted) {
        this.acceptable = runningOn(normalize(wanted));
    }

    /** Returns the rank of a platform: 0 is exact, lower is better, {@link #NONE} does not match. */
    int rank(Platform platform) {
        Platform has = normalize(platform);
        for (int i = 0; i < acceptable.size(); i++) {
            Platform wanted = acceptable.get(i);
            if (has.os().equals(wanted.os())
                    && has.architecture().equals(wanted.architecture())
                    && has.variant().equals(wanted.variant())
                    && isVersion(has.osVersion(), wanted.osVersion())
                    && wanted.osFeatures().containsAll(has.osFeatures())) {
                // of the same programs, those that say their version are better
                return 2 * i + (has.osVersion().isEmpty() && !wanted.osVersion().isEmpty() ? 1 : 0);
            }
        }
        return NONE;
    }

    /** Windows needs its own build; elsewhere the version does not matter. */
    private static boolean isVersion(String has, String wanted) {
        return wanted.isEmpty() || has.isEmpty() || has.equals(wanted) || has.startsWith(wanted + ".");
    }

    /** Returns the platforms whose programs run on this one, the best first. */
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
            below = minor + 6; // v9.0 is based on v8.5: v9.x runs programs for v8.(x+5)
        }
        for (int lower = below - 1; lower >= 0; lower--) {
            running.add(with(platform, "arm64", lower == 0 ? "" : "v8." + lower));
        }
    }

    private static Platform with(Platform platform, String architecture, String variant) {
        return new Platform(platform.os(), architecture, variant, platform.osVersion(), platform.osFeatures());
    }

    /** {@code v7} is 7; 0 if it is not a level. */
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
