package dev.portolan.http.config;

import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.Toml.MalformedException;
import dev.portolan.model.RegistryReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registries.conf of Podman, Skopeo and CRI-O, version 2 (containers-registries.conf(5)): mirrors and other
 * locations of registries, registries without a valid certificate, and blocked registries. Selects the same hosts in
 * the same order as skopeo.
 *
 * <pre>{@code
 * HttpTransport.builder().registriesConf(RegistriesConf.read(Path.of("/etc/containers/registries.conf")))
 * }</pre>
 *
 * <p>Mirrors and locations are only used for reading. Writes, lists and deletes go to the registry in the reference.
 * Unrelated keys are ignored, as in skopeo. Immutable.
 *
 * @since 0.1.0
 */
public final class RegistriesConf {
    private static final RegistriesConf NONE = new RegistriesConf(Map.of(), List.of(), Map.of(), Path.of(""));

    private final Map<String, RegistryRule> rules;
    private final List<String> searched;
    private final Map<String, String> aliases;
    private final Path file;

    private RegistriesConf(
            Map<String, RegistryRule> rules, List<String> searched, Map<String, String> aliases, Path file) {
        this.rules = Map.copyOf(rules);
        this.searched = List.copyOf(searched);
        this.aliases = Map.copyOf(aliases);
        this.file = file;
    }

    /** Returns an empty configuration. */
    public static RegistriesConf none() {
        return NONE;
    }

    /**
     * Reads a file, and the files {@code *.conf} in the directory of the same name with {@code .d} at its end, where
     * there is one. They are read in the order of their names, and a later rule for the same prefix replaces an earlier
     * one.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such file
     * @throws InvalidConfigurationException when a file is malformed; the error names the line
     */
    public static RegistriesConf read(Path file) {
        Map<String, RegistryRule> rules = new LinkedHashMap<>();
        Map<String, String> aliases = new LinkedHashMap<>();
        List<String> searched = List.of();
        Path name = Objects.requireNonNull(file.toAbsolutePath().getFileName(), "a file has a name");
        Stream<Path> dropIns = ConfigurationFile.in(file.resolveSibling(name + ".d"), ".conf").stream();
        for (Path one : Stream.concat(Stream.of(file), dropIns).toList()) {
            try {
                Toml toml = Toml.parse(new String(ConfigurationFile.bytes(one), StandardCharsets.UTF_8));
                rules.putAll(rules(toml, one));
                searched = toml.strings("unqualified-search-registries").orElse(searched);
                addAliases(toml, aliases);
            } catch (MalformedException e) {
                throw new InvalidConfigurationException(Problem.of("the registry configuration is malformed")
                        .at(one.toString())
                        .because(String.valueOf(e.getMessage())));
            }
        }
        return new RegistriesConf(rules, searched, aliases, file);
    }

    private static Map<String, RegistryRule> rules(Toml toml, Path file) {
        if (toml.names().contains("registries")) {
            throw new MalformedException(
                    toml.line("registries"), "it is in version 1 of the format; write [[registry]] tables instead");
        }
        Map<String, RegistryRule> rules = new LinkedHashMap<>();
        Map<String, RegistryRule> byLocation = new LinkedHashMap<>();
        for (Toml table : toml.tables("registry")) {
            RegistryRule rule = RegistryRule.of(table, file);
            String location = rule.location().isEmpty() ? rule.prefix() : rule.location();
            RegistryRule other = byLocation.putIfAbsent(location, rule);
            if (other != null && (other.insecure() != rule.insecure() || other.blocked() != rule.blocked())) {
                throw new MalformedException(
                        table.line(),
                        "the location \"" + location
                                + "\" is defined twice, with different values of insecure or blocked");
            }
            rules.putIfAbsent(rule.prefix(), rule);
        }
        return rules;
    }

    private static void addAliases(Toml toml, Map<String, String> aliases) {
        Toml table = toml.table("aliases").orElseGet(() -> new Toml(1));
        for (String name : table.names()) {
            String value = table.string(name).orElse("");
            if (value.isEmpty()) {
                aliases.remove(name);
            } else {
                aliases.put(name, value);
            }
        }
    }

    /** Returns the rule with the longest prefix that matches a name. */
    private Optional<RegistryRule> rule(String name) {
        return rules.values().stream()
                .filter(rule -> rule.matches(name) >= 0)
                .max(Comparator.comparing(rule -> rule.prefix().length()));
    }

    /**
     * Returns the locations that a reference is read from, in this order: the mirrors that apply to the reference, then
     * the registry's own location. Blocked locations are left out.
     *
     * @throws DeniedException when nothing is left
     * @throws InvalidConfigurationException when a location does not give a valid reference
     */
    public List<RegistryLocation> sources(RegistryReference reference) {
        String name = name(reference.registry(), reference.repository());
        List<RegistryLocation> all = rule(name)
                .map(rule -> rule.sources(name, reference.digest().isPresent()))
                .orElseGet(() -> List.of(new RegistryLocation(reference.registry(), reference.repository(), false)));
        List<RegistryLocation> open = all.stream()
                .filter(source ->
                        blocking(source.registry(), source.repository()).isEmpty())
                .toList();
        if (open.isEmpty()) {
            RegistryLocation last = all.get(all.size() - 1);
            requireAllowed(last.registry(), last.repository());
        }
        return open;
    }

    /**
     * Refuses a blocked registry, or a blocked part of one.
     *
     * @param registry {@code host} or {@code host:port}
     * @param repository the repository; empty for the registry as a whole
     * @throws DeniedException when it is blocked
     */
    public void requireAllowed(String registry, String repository) {
        blocking(registry, repository).ifPresent(rule -> {
            throw new DeniedException(Problem.of(name(registry, repository) + " is blocked")
                    .because(rule.file() + " has blocked = true for \"" + rule.prefix() + "\"")
                    .advice("use another registry, or change that file"));
        });
    }

    private Optional<RegistryRule> blocking(String registry, String repository) {
        return rule(name(registry, repository)).filter(RegistryRule::blocked);
    }

    /** Returns whether a repository may use TLS with any certificate, and plain HTTP if there is no TLS. */
    public boolean insecure(String registry, String repository) {
        return rule(name(registry, repository)).filter(RegistryRule::insecure).isPresent();
    }

    private static String name(String registry, String repository) {
        return repository.isEmpty() ? registry : registry + "/" + repository;
    }

    /**
     * Refuses a short name, without a registry, for which the configuration has an alias or registries to search.
     * Podman would choose a registry then; Portolan does not guess.
     *
     * @param reference a reference as a user wrote it
     * @throws InvalidReferenceException when it is such a name
     */
    public void requireFullName(String reference) {
        if (RegistryReference.startsWithRegistry(reference)) {
            return;
        }
        String repository = RegistryReference.parse(reference).repository();
        String name = reference.startsWith(repository) ? repository : repository.substring("library/".length());
        String alias = aliases.getOrDefault(name, "");
        if (alias.isEmpty() && searched.isEmpty()) {
            return;
        }
        String meant = alias.isEmpty() ? " would search " + String.join(", ", searched) : " has the alias " + alias;
        throw new InvalidReferenceException(Problem.of("\"" + reference + "\" is a short name")
                .because("Portolan resolves no short names; " + file + meant)
                .advice("write the whole name, such as " + (alias.isEmpty() ? "docker.io/" + repository : alias)));
    }

    /** Returns the hosts of all mirrors. */
    public List<String> mirrors() {
        return rules.values().stream()
                .flatMap(rule -> rule.mirrors().stream())
                .map(mirror -> mirror.location().split("/", 2)[0])
                .distinct()
                .toList();
    }
}
