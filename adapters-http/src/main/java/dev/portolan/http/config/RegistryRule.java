package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.Toml.MalformedException;
import dev.portolan.model.RegistryReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One {@code [[registry]]} table of a registries.conf.
 *
 * @param prefix the start of the names that the rule applies to; {@code *.example.com} means any subdomain
 * @param location replaces the prefix; empty if a name stays unchanged
 */
record RegistryRule(
        String prefix, String location, boolean insecure, boolean blocked, List<Mirror> mirrors, Path file) {

    /** Which references a mirror is used for. */
    enum Use {
        ALL,
        DIGEST_ONLY,
        TAG_ONLY
    }

    /** One {@code [[registry.mirror]]} table. */
    record Mirror(String location, boolean insecure, Use use) {}

    static RegistryRule of(Toml table, Path file) {
        String location = location(table, "location");
        String prefix = location(table, "prefix");
        if (prefix.isEmpty() && location.isEmpty()) {
            throw new MalformedException(table.line(), "a [[registry]] needs a prefix or a location");
        }
        if (location.isEmpty() && !prefix.startsWith("*.")) {
            throw new MalformedException(
                    table.line(),
                    "the [[registry]] \"" + prefix + "\" needs a location, as its prefix does not begin with \"*.\"");
        }
        if (table.string("pull-from-mirror").filter(text -> !text.isEmpty()).isPresent()) {
            throw new MalformedException(
                    table.line("pull-from-mirror"), "pull-from-mirror belongs in a [[registry.mirror]]");
        }
        boolean digestOnly = table.bool("mirror-by-digest-only").orElse(false);
        List<Mirror> mirrors = new ArrayList<>();
        for (Toml mirror : table.tables("mirror")) {
            mirrors.add(mirror(mirror, digestOnly));
        }
        return new RegistryRule(
                prefix.isEmpty() ? location : prefix,
                location,
                table.bool("insecure").orElse(false),
                table.bool("blocked").orElse(false),
                List.copyOf(mirrors),
                file);
    }

    private static Mirror mirror(Toml table, boolean digestOnly) {
        String location = location(table, "location");
        if (location.isEmpty()) {
            throw new MalformedException(table.line(), "a [[registry.mirror]] needs a location");
        }
        String use = table.string("pull-from-mirror").orElse("");
        if (digestOnly && !use.isEmpty()) {
            throw new MalformedException(
                    table.line("pull-from-mirror"),
                    "pull-from-mirror cannot be combined with mirror-by-digest-only of the registry");
        }
        return new Mirror(
                location,
                table.bool("insecure").orElse(false),
                switch (use) {
                    case "", "all" -> digestOnly ? Use.DIGEST_ONLY : Use.ALL;
                    case "digest-only" -> Use.DIGEST_ONLY;
                    case "tag-only" -> Use.TAG_ONLY;
                    default ->
                        throw new MalformedException(
                                table.line("pull-from-mirror"),
                                "pull-from-mirror is \"all\", \"digest-only\" or \"tag-only\"");
                });
    }

    private static String location(Toml table, String name) {
        String text = table.string(name).orElse("");
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            throw new MalformedException(table.line(name), "\"" + name + "\" has a scheme; write HOST[:PORT][/PATH]");
        }
        if (text.indexOf('@') >= 0) { // not repeated, because it may contain a password
            throw new MalformedException(table.line(name), "\"" + name + "\" has a user or a digest; leave it out");
        }
        return text.replaceFirst("/+$", "");
    }

    /**
     * Returns how many characters of a name, {@code HOST[:PORT]/REPOSITORY}, this rule matches; negative if it does not
     * match.
     */
    int matches(String name) {
        int end;
        if (prefix.startsWith("*.")) {
            String domain = prefix.substring(1);
            int found = name.indexOf(domain);
            if (found < 0 || name.substring(0, found).indexOf('/') >= 0) {
                return -1;
            }
            end = found + domain.length();
        } else if (name.startsWith(prefix)) {
            end = prefix.length();
        } else {
            return -1;
        }
        return end == name.length() || name.charAt(end) == ':' || name.charAt(end) == '/' ? end : -1;
    }

    /** Returns the locations that a name is read from, the mirrors first. */
    List<RegistryLocation> sources(String name, boolean byDigest) {
        int end = matches(name);
        List<RegistryLocation> sources = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            if (mirror.use == Use.ALL || byDigest == (mirror.use == Use.DIGEST_ONLY)) {
                sources.add(at(mirror.location + name.substring(end), mirror.insecure));
            }
        }
        sources.add(at(location.isEmpty() ? name : location + name.substring(end), insecure));
        return sources;
    }

    private RegistryLocation at(String name, boolean any) {
        try {
            int slash = name.indexOf('/');
            RegistryReference reference =
                    RegistryReference.of(name.substring(0, Math.max(slash, 0)), name.substring(slash + 1));
            return new RegistryLocation(reference.registry(), reference.repository(), any);
        } catch (InvalidReferenceException e) {
            throw new InvalidConfigurationException(Problem.of("the registry \"" + prefix + "\" is misconfigured")
                    .at(file.toString())
                    .because("the name that it produces is not a reference: " + e.getMessage())
                    .advice("correct its location, and those of its mirrors"));
        }
    }
}
