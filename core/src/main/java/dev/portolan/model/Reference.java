package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where content lies, of whatever kind, and which of it is meant:
 *
 * <pre>
 * [oci://|docker://] HOST[:PORT]/NAME[:TAG][@DIGEST]   a repository of a registry
 * oci-layout:DIR[:TAG][@DIGEST]                        an OCI image layout
 * oci-archive:FILE[:TAG][@DIGEST]                      such a layout in one tar
 * docker-archive:FILE[:NAME:TAG]                       a tar for "docker load"; written only
 * memory:NAME[:TAG][@DIGEST]                           a repository in memory
 * </pre>
 *
 * <p>A transport opens the places of its schemes. Text is read as a place of one of these; those of a transport of one's
 * own are made with {@link #of(String, String)}.
 */
public final class Reference {
    /** The scheme of registries. */
    public static final String REGISTRY = "registry";
    /** The scheme of layouts in a directory. */
    public static final String OCI_LAYOUT = "oci-layout";
    /** The scheme of layouts in one tar. */
    public static final String OCI_ARCHIVE = "oci-archive";
    /** The scheme of tars for {@code docker load}. */
    public static final String DOCKER_ARCHIVE = "docker-archive";
    /** The scheme of repositories in memory. */
    public static final String MEMORY = "memory";

    private static final List<String> PREFIXES = List.of(OCI_LAYOUT, OCI_ARCHIVE, DOCKER_ARCHIVE, MEMORY);
    /** A digest at the end; a directory may have an {@code @} in its name. */
    private static final Pattern DIGEST = Pattern.compile("@(sha[0-9]+:[^/\\\\]*)$");

    private final String scheme;
    private final String location;
    private final @Nullable Tag tag;
    private final @Nullable Digest digest;

    private Reference(String scheme, String location, @Nullable Tag tag, @Nullable Digest digest) {
        this.scheme = scheme;
        this.location = location;
        this.tag = tag;
        this.digest = digest;
    }

    /**
     * Reads a place.
     *
     * @throws InvalidReferenceException when it is malformed
     */
    public static Reference parse(String text) {
        for (String prefix : PREFIXES) {
            if (text.startsWith(prefix + ":")) {
                return local(prefix, text, text.substring(prefix.length() + 1));
            }
        }
        return of(RegistryReference.parse(text));
    }

    /** The place of a reference in a registry. */
    public static Reference of(RegistryReference reference) {
        return new Reference(
                REGISTRY,
                reference.registry() + "/" + reference.repository(),
                reference.tag().orElse(null),
                reference.digest().orElse(null));
    }

    /**
     * A place of parts, with neither tag nor digest.
     *
     * @param scheme one that a transport knows
     * @param location in the scheme's own terms: a path, a name, {@code host/repository}
     * @throws InvalidReferenceException when the location is empty, or not one of a registry where the scheme says so
     */
    public static Reference of(String scheme, String location) {
        if (location.isEmpty()) {
            throw malformed(scheme + ":", "nothing follows the colon");
        }
        if (scheme.equals(REGISTRY)) {
            int slash = location.indexOf('/');
            return of(RegistryReference.of(location.substring(0, Math.max(slash, 0)), location.substring(slash + 1)));
        }
        return new Reference(Objects.requireNonNull(scheme), location, null, null);
    }

    /**
     * Reads what {@link #name} returns: a location with its scheme, without tag and digest.
     *
     * @throws InvalidReferenceException when it is malformed
     */
    public static Reference ofName(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix + ":")) {
                return of(prefix, name.substring(prefix.length() + 1));
            }
        }
        return of(REGISTRY, name);
    }

    private static Reference local(String scheme, String text, String rest) {
        String location = rest;
        Digest digest = null;
        Tag tag = null;
        try {
            Matcher at = DIGEST.matcher(location);
            if (at.find()) {
                digest = Digest.parse(at.group(1));
                location = location.substring(0, at.start());
            }
            int colon = location.lastIndexOf(':');
            if (colon > Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\'))) {
                tag = Tag.of(location.substring(colon + 1));
                location = location.substring(0, colon);
            }
        } catch (InvalidReferenceException e) {
            throw malformed(text, e.getMessage());
        }
        if (location.isEmpty() || location.indexOf('\0') >= 0) {
            throw malformed(text, "it names no " + kind(scheme));
        }
        return new Reference(scheme, location, tag, digest);
    }

    private static String kind(String scheme) {
        return switch (scheme) {
            case OCI_LAYOUT -> "directory";
            case MEMORY -> "repository";
            default -> "file";
        };
    }

    /** Which transport opens this. */
    public String scheme() {
        return scheme;
    }

    /** Where it is, in the scheme's own terms: {@code host/repository}, a path, a name. */
    public String location() {
        return location;
    }

    /** The tag, where one is named. */
    public Optional<Tag> tag() {
        return Optional.ofNullable(tag);
    }

    /** The digest, where one is named. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** What to ask for: the digest where there is one, the tag otherwise; empty when there is neither. */
    public Optional<TagOrDigest> tagOrDigest() {
        return Optional.ofNullable(digest != null ? digest : tag);
    }

    /** The reference that this is; empty when it does not lie in a registry. */
    public Optional<RegistryReference> registryReference() {
        if (!scheme.equals(REGISTRY)) {
            return Optional.empty();
        }
        int slash = location.indexOf('/');
        RegistryReference reference = RegistryReference.of(location.substring(0, slash), location.substring(slash + 1));
        reference = tag == null ? reference : reference.withTag(tag);
        return Optional.of(digest == null ? reference : reference.withDigest(digest));
    }

    /** The same location under another tag, without a digest. */
    public Reference withTag(Tag other) {
        return new Reference(scheme, location, Objects.requireNonNull(other), null);
    }

    /** The same location and tag at this digest. */
    public Reference withDigest(Digest other) {
        return new Reference(scheme, location, tag, Objects.requireNonNull(other));
    }

    /** The same location under this tag, without a digest; or at this digest, with the tag that is there. */
    public Reference with(TagOrDigest name) {
        return name instanceof Tag other ? withTag(other) : withDigest((Digest) name);
    }

    private static InvalidReferenceException malformed(String text, String reason) {
        return Malformed.of("reference", text, reason);
    }

    /** The location with its scheme, without tag and digest: what messages call it. */
    public String name() {
        return scheme.equals(REGISTRY) ? location : scheme + ":" + location;
    }

    /**
     * The place in full. It reads back as the same, unless {@link #of(String, String)} was given a location that
     * the text form cannot hold, such as a file with a colon in its name.
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
