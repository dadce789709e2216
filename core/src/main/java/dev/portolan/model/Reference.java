package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Text;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content in a registry, a layout, an archive or memory:
 *
 * <pre>
 * [oci://|docker://] HOST[:PORT]/NAME[:TAG][@DIGEST]   a repository in a registry
 * oci-layout:DIR[:NAME][@DIGEST]                       an OCI image layout; also oci:
 * oci-archive:FILE[:NAME][@DIGEST]                     an OCI image layout in one tar
 * docker-archive:FILE[:IMAGE[:TAG]]                    an archive of "docker save"
 * memory:NAME[:TAG][@DIGEST]                           a repository in memory
 * </pre>
 *
 * <p>NAME is any name in the layout's {@code index.json}, such as {@code v1}, {@code demo/app} or
 * {@code docker.io/library/alpine:3.18}. Only the file system tells where a path ends and a name begins, so a
 * reference of a layout or archive keeps the text {@linkplain #asWritten as written}. Until
 * {@link dev.portolan.port.Transport#locate} has split it, {@link #location} and {@link #tag} are a guess: the tag is
 * what follows the last colon after the last slash.
 *
 * <p>Use {@link #of(String, String)} for a path that must be taken as it is, and for schemes of other transports.
 *
 * @since 0.1.0
 */
public final class Reference {
    /** The scheme of registries. */
    public static final String REGISTRY = "registry";
    /** The scheme of OCI image layouts in a directory. */
    public static final String OCI_LAYOUT = "oci-layout";
    /** The scheme of OCI image layouts in one tar. */
    public static final String OCI_ARCHIVE = "oci-archive";
    /** The scheme of archives of {@code docker save}. */
    public static final String DOCKER_ARCHIVE = "docker-archive";
    /** The scheme of repositories in memory. */
    public static final String MEMORY = "memory";

    /** Each prefix with its scheme. */
    private static final Map<String, String> PREFIXES = Map.of(
            "oci-layout:", OCI_LAYOUT,
            "oci:", OCI_LAYOUT,
            "oci-archive:", OCI_ARCHIVE,
            "docker-archive:", DOCKER_ARCHIVE,
            "memory:", MEMORY);

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+-]*");
    private static final Set<String> REGISTRY_SCHEMES = Set.of("oci", "docker", "http", "https");

    /** A digest at the end; a directory may have an {@code @} in its name. */
    private static final Pattern DIGEST = Pattern.compile("@(sha[0-9]+:[^/\\\\]*)$");

    private final String scheme;
    private final String location;
    private final @Nullable Tag tag;
    private final @Nullable Digest digest;
    private final @Nullable String written;

    private Reference(String scheme, String location, @Nullable Tag tag, @Nullable Digest digest) {
        this(scheme, location, tag, digest, null);
    }

    private Reference(
            String scheme, String location, @Nullable Tag tag, @Nullable Digest digest, @Nullable String written) {
        this.scheme = scheme;
        this.location = location;
        this.tag = tag;
        this.digest = digest;
        this.written = written;
    }

    /**
     * Parses a reference.
     *
     * @throws InvalidReferenceException when it is malformed
     */
    public static Reference parse(String text) {
        int colon = text.indexOf(':');
        String prefix = text.substring(0, colon + 1);
        if (PREFIXES.containsKey(prefix) && !text.startsWith("//", colon + 1)) {
            return local(PREFIXES.get(prefix), text, text.substring(colon + 1));
        }
        if (isUnknownScheme(text, colon)) {
            throw Malformed.of(
                    "reference",
                    text,
                    "there is no scheme " + Text.quote(text.substring(0, colon)),
                    "write HOST/NAME:TAG for a registry, or begin with "
                            + PREFIXES.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        return of(RegistryReference.parse(text));
    }

    /**
     * Returns whether the text begins with an unknown scheme, such as {@code file:///dir} or {@code s3:x:v1}. A
     * repository with a tag, a host with a port and the address of a registry have none.
     */
    private static boolean isUnknownScheme(String text, int colon) {
        if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
            return false;
        }
        String rest = text.substring(colon + 1);
        if (rest.startsWith("//")) {
            return !REGISTRY_SCHEMES.contains(text.substring(0, colon));
        }
        String first = rest.substring(0, rest.indexOf('/') < 0 ? rest.length() : rest.indexOf('/'));
        boolean path = rest.startsWith("/") || rest.startsWith("./") || rest.startsWith("../") || rest.startsWith("~/");
        return path || first.indexOf(':') >= 0 && first.indexOf('@') < 0 && !first.matches("[0-9]+:.*");
    }

    /** Converts a registry reference to a reference of any scheme. */
    public static Reference of(RegistryReference reference) {
        return new Reference(
                REGISTRY,
                reference.registry() + "/" + reference.repository(),
                reference.tag().orElse(null),
                reference.digest().orElse(null));
    }

    /**
     * Returns a reference without a tag or digest. The location is taken as it is, even if it contains a colon.
     *
     * @param scheme the scheme of a transport
     * @param location a path, a name or {@code host/repository}, as the scheme defines it
     * @throws InvalidReferenceException when the location is empty, or the scheme is {@link #REGISTRY} and the location
     *     is not a registry's repository
     */
    public static Reference of(String scheme, String location) {
        if (location.isEmpty()) {
            throw noLocation(scheme, scheme + ":");
        }
        if (scheme.equals(REGISTRY)) {
            int slash = location.indexOf('/');
            return of(RegistryReference.of(location.substring(0, Math.max(slash, 0)), location.substring(slash + 1)));
        }
        return new Reference(Objects.requireNonNull(scheme), location, null, null);
    }

    /**
     * Parses the text that {@link #name} returns: a location with its scheme, without tag and digest.
     *
     * @throws InvalidReferenceException when it is malformed
     */
    public static Reference ofName(String name) {
        int colon = name.indexOf(':');
        String scheme = name.substring(0, Math.max(colon, 0));
        return PREFIXES.containsValue(scheme) ? of(scheme, name.substring(colon + 1)) : of(REGISTRY, name);
    }

    private static Reference local(String scheme, String text, String rest) {
        String location = rest;
        Digest digest = null;
        Tag tag = null;
        String written = null;
        try {
            Matcher at = DIGEST.matcher(location);
            if (at.find()) {
                digest = Digest.parse(at.group(1));
                location = location.substring(0, at.start());
            }
            written = scheme.equals(MEMORY) ? null : location;
            int colon = lastColon(location, written != null);
            if (colon > Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\'))) {
                tag = Tag.ofRefName(location.substring(colon + 1));
                location = location.substring(0, colon);
            }
        } catch (InvalidReferenceException e) {
            throw Malformed.of("reference", text, e);
        }
        if (location.isEmpty() || location.indexOf('\0') >= 0) {
            throw noLocation(scheme, text);
        }
        return new Reference(scheme, location, tag, digest, written);
    }

    /** Returns where the tag begins, as a guess: a name in a layout may end in a colon itself. */
    private static int lastColon(String location, boolean path) {
        int last = location.lastIndexOf(':');
        int before = path && last == location.length() - 1 ? location.lastIndexOf(':', last - 1) : -1;
        return before < 0 ? last : before;
    }

    private static InvalidReferenceException noLocation(String scheme, String text) {
        boolean path = scheme.equals(OCI_LAYOUT) || scheme.equals(OCI_ARCHIVE) || scheme.equals(DOCKER_ARCHIVE);
        return Malformed.of(
                "reference",
                text,
                "it has no " + (path ? "path" : "name"),
                "write " + scheme + (path ? ":PATH[:NAME]" : ":NAME[:TAG]"));
    }

    /** Returns the scheme, which selects the transport. */
    public String scheme() {
        return scheme;
    }

    /** Returns the location as the scheme defines it: {@code host/repository}, a path, a name. */
    public String location() {
        return location;
    }

    /**
     * Returns the path and the name of a layout or archive as one text, as they were written and without the digest;
     * empty when the location is known.
     */
    public Optional<String> asWritten() {
        return Optional.ofNullable(written);
    }

    /**
     * Returns this reference at a known location, with the same digest. Transports call this to split what is
     * {@linkplain #asWritten as written}.
     *
     * @param name the name that follows the location; empty for none
     * @throws InvalidReferenceException when the location is empty or the name is malformed
     */
    public Reference locatedAt(String path, String name) {
        if (path.isEmpty()) {
            throw noLocation(scheme, toString());
        }
        return new Reference(scheme, path, name.isEmpty() ? null : Tag.ofRefName(name), digest);
    }

    /** Returns the tag, if there is one. */
    public Optional<Tag> tag() {
        return Optional.ofNullable(tag);
    }

    /** Returns the digest, if there is one. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** Returns the digest if there is one, and the tag otherwise; empty when there is neither. */
    public Optional<TagOrDigest> tagOrDigest() {
        return Optional.ofNullable(digest != null ? digest : tag);
    }

    /** Returns the registry reference; empty for references of other schemes. */
    public Optional<RegistryReference> registryReference() {
        if (!scheme.equals(REGISTRY)) {
            return Optional.empty();
        }
        int slash = location.indexOf('/');
        RegistryReference reference = RegistryReference.of(location.substring(0, slash), location.substring(slash + 1));
        reference = tag == null ? reference : reference.withTag(tag);
        return Optional.of(digest == null ? reference : reference.withDigest(digest));
    }

    /** Returns the same location with another tag and without a digest. */
    public Reference withTag(Tag other) {
        return new Reference(scheme, location, Objects.requireNonNull(other), null);
    }

    /** Returns the same location and tag with this digest. */
    public Reference withDigest(Digest other) {
        return new Reference(scheme, location, tag, Objects.requireNonNull(other), written);
    }

    /** Returns {@link #withTag} for a tag and {@link #withDigest} for a digest. */
    public Reference with(TagOrDigest name) {
        return name instanceof Tag other ? withTag(other) : withDigest((Digest) name);
    }

    /** Returns the scheme and the location without tag and digest, for messages. */
    public String name() {
        return scheme.equals(REGISTRY) ? location : scheme + ":" + location;
    }

    /**
     * Returns the whole reference. Parsing it gives an equal reference, unless {@link #of(String, String)} was given a
     * location that the text form cannot hold, such as a file with a colon in its name.
     */
    @Override
    public String toString() {
        return name() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reference that
                && scheme.equals(that.scheme)
                && location.equals(that.location)
                && Objects.equals(tag, that.tag)
                && Objects.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, location, tag, digest);
    }
}
