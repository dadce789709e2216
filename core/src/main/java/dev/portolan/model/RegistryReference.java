package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Text;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content in a registry (distribution-spec, "Pulling manifests"; the grammar of distribution/reference):
 *
 * <pre>
 * reference  = [ scheme ] [ registry "/" ] repository [ ":" tag ] [ "@" digest ]
 * scheme     = "oci://" | "docker://"
 * registry   = host [ ":" port ]            host = name, IPv4 address, or "[" IPv6 address "]"
 * repository = component *( "/" component )  at most 255 characters with the registry
 * component  = alnum *( separator alnum )    alnum = 1*( a-z | 0-9 ), separator = "." | "_" | "__" | 1*"-"
 * tag        = ( letter | digit | "_" ) *127( letter | digit | "_" | "." | "-" )
 * digest     = "sha256:" 64hex | "sha512:" 128hex
 * </pre>
 *
 * <p>Unlike in distribution/reference, a host name may contain underscores, as in docker-compose.
 *
 * <p>The first part is a registry if it contains a dot or a colon, or is {@code localhost}. Otherwise the registry is
 * {@code docker.io}, and a name without a slash is in {@code library/}. A host and a port alone, such as {@code
 * localhost:5000}, are refused. Without a tag and a digest, the tag is {@code latest}. With both, the digest is used,
 * and the tag is only informative.
 *
 * @since 0.1.0
 */
public final class RegistryReference {
    /** The default registry. */
    public static final String DOCKER_HUB = "docker.io";

    private static final String FORM = "HOST[:PORT]/NAME[:TAG]";
    private static final int LONGEST_NAME = 255;
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*|\\[[0-9A-Fa-f:.]+])"
                    + "(?::[0-9]{1,5})?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");

    private final String registry;
    private final String repository;
    private final @Nullable Tag tag;
    private final @Nullable Digest digest;

    private RegistryReference(String registry, String repository, @Nullable Tag tag, @Nullable Digest digest) {
        this.registry = registry;
        this.repository = repository;
        this.tag = tag;
        this.digest = digest;
    }

    /**
     * Parses a reference.
     *
     * @throws InvalidReferenceException when it is malformed; the message names the part and its position in the text
     */
    public static RegistryReference parse(String text) {
        int start = schemeLength(text);
        if (text.startsWith("http://") || text.startsWith("https://")) {
            throw malformed(text, "it is a URL", "start with the host of the registry");
        }
        String rest = text.substring(start);
        Digest digest = null;
        Tag tag = null;
        try {
            int at = rest.indexOf('@');
            if (at >= 0) {
                digest = Digest.parse(rest.substring(at + 1));
                rest = rest.substring(0, at);
            }
            int colon = rest.lastIndexOf(':');
            if (colon > rest.lastIndexOf('/') && !(rest.indexOf('/') < 0 && rest.startsWith("["))) {
                tag = Tag.of(rest.substring(colon + 1));
                rest = rest.substring(0, colon);
            }
        } catch (InvalidReferenceException e) {
            throw Malformed.of("reference", text, e);
        }
        if (tag != null && rest.indexOf('/') < 0 && isRegistry(rest) && isPort(tag)) {
            throw Malformed.of(
                    "reference",
                    text,
                    "it is a registry's host and port, without a repository",
                    "write HOST:PORT/NAME, such as " + rest + ":" + tag + "/demo/app");
        }
        if (tag == null && digest == null) {
            tag = Tag.LATEST;
        }
        String registry = DOCKER_HUB;
        int slash = rest.indexOf('/');
        if (startsWithRegistry(rest)) {
            registry = rest.substring(0, slash);
            start += slash + 1;
            rest = rest.substring(slash + 1);
        }
        check(text, registry, rest, start);
        return named(registry, rest, tag, digest);
    }

    /**
     * Parses the name of a registry.
     *
     * @return it; {@code docker.io} for each of Docker Hub's names
     * @throws InvalidReferenceException when it is not a host with an optional port, as {@link #of} says
     */
    public static String parseRegistry(String text) {
        if (text.contains("://")) {
            throw Malformed.of("registry", text, "it has a scheme", "write only HOST or HOST:PORT");
        }
        if (!isRegistry(text) || !isHost(text)) {
            throw Malformed.of(
                    "registry",
                    text,
                    "the host has neither a dot nor a port",
                    "write HOST or HOST:PORT, such as registry.example.com");
        }
        return isHub(text) ? DOCKER_HUB : text;
    }

    /** Returns the canonical form of a registry's name: in lower case, and {@code docker.io} for each of Docker Hub's. */
    public static String canonical(String registry) {
        String name = registry.toLowerCase(Locale.ROOT);
        return name.equals("index.docker.io") || name.equals("registry-1.docker.io") ? DOCKER_HUB : name;
    }

    /** Returns whether a text is {@code host} or {@code host:port}. */
    public static boolean isHost(String text) {
        return text.length() <= LONGEST_NAME && HOST.matcher(text).matches() && portInRange(text);
    }

    /**
     * Returns a reference of parts; with no tag.
     *
     * @param registry {@code host} or {@code host:port}; a host that is neither {@code localhost} nor has a dot needs
     *     a port, as it reads as a part of the name otherwise
     * @throws InvalidReferenceException when a part is malformed
     */
    public static RegistryReference of(String registry, String repository) {
        String text = registry + "/" + repository;
        if (!isRegistry(registry)) {
            throw malformed(
                    text,
                    "the registry " + Text.quote(registry) + " has neither a dot nor a port",
                    "add the port, such as :5000");
        }
        check(text, registry, repository, registry.length() + 1);
        return named(registry, repository, null, null);
    }

    /** Docker Hub has several names, and puts single names under {@code library/}. */
    private static RegistryReference named(
            String registry, String repository, @Nullable Tag tag, @Nullable Digest digest) {
        boolean hub = isHub(registry);
        boolean single = repository.indexOf('/') < 0;
        return new RegistryReference(
                hub ? DOCKER_HUB : registry, hub && single ? "library/" + repository : repository, tag, digest);
    }

    private static boolean isHub(String registry) {
        return canonical(registry).equals(DOCKER_HUB);
    }

    /** Returns the registry, {@code host} or {@code host:port}; {@code docker.io} for Docker Hub. */
    public String registry() {
        return registry;
    }

    /** Returns the repository's name within the registry. */
    public String repository() {
        return repository;
    }

    /** Returns the tag; if there is a digest too, the tag is only informative. */
    public Optional<Tag> tag() {
        return Optional.ofNullable(tag);
    }

    /** Returns the digest. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** Returns the digest if there is one, and the tag otherwise; empty when there is neither. */
    public Optional<TagOrDigest> tagOrDigest() {
        return Optional.ofNullable(digest != null ? digest : tag);
    }

    /**
     * Returns the same repository under another tag, without a digest.
     *
     * @throws InvalidReferenceException when the tag is one of a layout alone, see {@link Tag#portable}
     */
    public RegistryReference withTag(Tag other) {
        return new RegistryReference(registry, repository, Tag.of(other.value()), null);
    }

    /** Returns the same repository and tag at this digest. */
    public RegistryReference withDigest(Digest other) {
        return new RegistryReference(registry, repository, tag, Objects.requireNonNull(other));
    }

    private static int schemeLength(String text) {
        for (String scheme : new String[] {"oci://", "docker://"}) {
            if (text.startsWith(scheme)) {
                return scheme.length();
            }
        }
        return 0;
    }

    /** Returns whether a name begins with a registry: its first part of several has a dot or a colon, or is localhost. */
    public static boolean startsWithRegistry(String name) {
        int slash = name.indexOf('/');
        return slash >= 0 && isRegistry(name.substring(0, slash));
    }

    private static boolean isRegistry(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    }

    private static boolean isPort(Tag tag) {
        return tag.value().length() <= 5 && tag.value().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void check(String text, String registry, String repository, int repositoryAt) {
        // Checked first, because a regular expression may need a stack as deep as its input is long.
        if (registry.length() + 1 + repository.length() > LONGEST_NAME) {
            throw malformed(text, "the name is longer than " + LONGEST_NAME + " characters", "shorten it");
        }
        if (!isHost(registry)) {
            throw malformed(
                    text,
                    "the registry " + Text.quote(registry) + " is not a host with an optional port",
                    "write " + FORM);
        }
        if (repository.isEmpty()) {
            throw malformed(text, "there is no repository name", "write " + FORM);
        }
        int at = repositoryAt;
        for (String component : repository.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                throw badComponent(text, component, at);
            }
            at += component.length() + 1;
        }
    }

    private static boolean portInRange(String registry) {
        int colon = registry.lastIndexOf(':');
        if (colon < 0 || registry.endsWith("]")) {
            return true;
        }
        int port = Integer.parseInt(registry.substring(colon + 1));
        return port >= 1 && port <= 65535;
    }

    private static InvalidReferenceException badComponent(String text, String component, int at) {
        if (component.isEmpty()) {
            return malformed(
                    text, "the repository name has an empty part (character " + (at + 1) + ")", "write " + FORM);
        }
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-')) {
                return malformed(
                        text,
                        "the repository name must not contain " + Text.quote(String.valueOf(c)) + " (character "
                                + (at + i + 1) + ")",
                        Character.isUpperCase(c) ? "use lower case" : "write " + FORM);
            }
        }
        return malformed(
                text,
                "the part " + Text.quote(component) + " of the repository name (character " + (at + 1)
                        + ") must begin and end with a letter or digit",
                "between letters and digits, use one of . _ __ or -");
    }

    private static InvalidReferenceException malformed(String text, String reason, String advice) {
        return Malformed.of("reference", text, reason, advice);
    }

    /** Returns the reference in full, which reads back as the same; with neither tag nor digest, as {@code latest}. */
    @Override
    public String toString() {
        return registry + "/" + repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RegistryReference that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
