package dev.portolan;

import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.PlatformChoice;
import dev.portolan.copy.Trust;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.names.Names;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Listing;
import dev.portolan.port.Repository;
import dev.portolan.signature.SigningRequest;
import dev.portolan.signature.VerificationRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An open repository, and the manifest that a reference names in it. */
final class OpenReference implements AutoCloseable {
    /** How many entries of a layout an error lists. */
    static final int LISTED_ENTRIES = 20;

    private final Repository repository;
    private final Reference reference;
    private @Nullable TagOrDigest name;

    OpenReference(Repository repository, Reference reference) {
        this.repository = repository;
        this.reference = reference;
    }

    Repository repository() {
        return repository;
    }

    Reference reference() {
        return reference;
    }

    SigningRequest toSign(Map<String, String> annotations) {
        return new SigningRequest(repository, named(), resolve(), annotations);
    }

    VerificationRequest signatures() {
        return VerificationRequest.signatures(repository, named(), resolve());
    }

    VerificationRequest attestations(String predicateType) {
        return VerificationRequest.attestations(repository, named(), resolve(), predicateType);
    }

    private Reference named() {
        return reference.tagOrDigest().isPresent() ? reference : reference.with(name());
    }

    /**
     * Returns the tag or digest of the reference; without one, that of the only manifest, or the tag {@code latest}.
     */
    TagOrDigest name() {
        TagOrDigest known = name;
        if (known == null) {
            known = reference
                    .tagOrDigest()
                    .map(given -> given instanceof Tag tag ? find(tag) : given)
                    .orElseGet(new DefaultName(this)::find);
            name = known;
        }
        return known;
    }

    /** Returns the whole name that a short name of a layout or archive means. */
    Tag find(Tag tag) {
        return listing().map(listing -> listing.find(tag)).orElse(tag);
    }

    Optional<Listing> listing() {
        return repository.capability(Listing.class);
    }

    /** Returns the first tags, at most this many. */
    List<Tag> firstTags(int most) {
        try (Stream<Tag> tags = repository.tags()) {
            return tags.limit(most).toList();
        }
    }

    /** Returns the manifest of the reference, which must exist. */
    Manifest manifest() {
        return manifest(name());
    }

    private Manifest manifest(TagOrDigest name) {
        return repository.manifest(name).orElseThrow(() -> notFound(name));
    }

    /** Returns the artifact of the reference, or of one platform of an index. Closing it closes this. */
    StoredArtifact artifact(CopyOptions how, CopyEngine engine) {
        TagOrDigest name = name();
        Manifest named = manifest(name);
        Manifest manifest = new PlatformChoice(repository).select(named, how.platforms());
        if (manifest instanceof ImageManifest image) {
            new Trust(how.policy()).verify(repository, name, named, image);
            return new StoredArtifact(repository, image, engine, how.policy());
        }
        throw new InvalidManifestException(Problem.of(reference + " is an index, not an artifact")
                .advice(Remedy.CHOOSE_PLATFORM, "choose a platform, or name one of its manifests by digest"));
    }

    /** Returns the bytes of a blob, which must exist. */
    byte[] blob(Digest digest) {
        Descriptor blob =
                repository.stat(digest).orElseThrow(() -> NotFoundException.of("blob " + digest, repository.name()));
        return repository.bytes(blob);
    }

    /** Returns the descriptor of the manifest, which must exist. */
    Descriptor resolve() {
        TagOrDigest name = name();
        return repository.resolve(name).orElseThrow(() -> notFound(name));
    }

    private NotFoundException notFound(TagOrDigest name) {
        if (reference.registryReference().isEmpty()) {
            try {
                firstTags(1);
            } catch (NotFoundException e) {
                return e; // there is no such layout or archive at all
            }
        }
        NotFoundException plain =
                NotFoundException.of((name instanceof Tag ? "tag " : "manifest ") + name, repository.name());
        return listing()
                .filter(listing -> name instanceof Tag)
                .map(listing -> names(name.toString(), listing.entries()))
                .map(names -> plain.with(plain.problem().because(names)))
                .orElse(plain);
    }

    private static String names(String wanted, List<Listing.Entry> entries) {
        if (entries.isEmpty()) {
            return "it lists no manifest";
        }
        List<String> names = entries.stream()
                .map(Listing.Entry::name)
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.contains(wanted)) {
            return "it is listed, but its blob is missing";
        }
        List<String> first = names.stream().limit(LISTED_ENTRIES).toList();
        return first.isEmpty() ? "it has no manifest with a name" : "it has " + Names.list(first, names.size());
    }

    /** Returns whether the manifest exists; without a tag or digest, whether the repository has any tag. */
    boolean exists() {
        if (reference.tagOrDigest().isPresent()) {
            return repository.resolve(name()).isPresent();
        }
        try {
            return listing()
                    .map(listing -> !listing.entries().isEmpty())
                    .orElseGet(() -> !firstTags(1).isEmpty());
        } catch (NotFoundException e) {
            return false; // no repository, no tag
        }
    }

    /**
     * Returns the manifests that the base of a delta consists of: the one that the reference names, or all entries of a
     * layout or archive.
     *
     * @throws NotFoundException when there is none
     */
    List<Descriptor> deltaRoots() {
        try {
            List<Descriptor> roots = listing()
                    .filter(listing -> reference.tagOrDigest().isEmpty())
                    .map(listing -> listing.entries().stream()
                            .map(Listing.Entry::manifest)
                            .toList())
                    .orElseGet(() -> List.of(resolve()));
            if (!roots.isEmpty()) {
                return roots;
            }
            throw new NotFoundException(Problem.of("it lists no manifest"));
        } catch (NotFoundException e) {
            throw e.with(Problem.of("the base of the delta was not found")
                    .at(reference.toString())
                    .because(String.valueOf(e.getMessage()))
                    .advice("correct the reference of the base, or copy everything"));
        }
    }

    <C extends Capability> C capability(Class<C> type) {
        return repository.capability(type).orElseThrow(() -> unsupported(type, repository.name()));
    }

    static UnsupportedException unsupported(Class<?> capability, String reference) {
        return new UnsupportedException(
                Problem.of("no support for " + words(capability)).at(reference));
    }

    private static String words(Class<?> capability) {
        return capability.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        repository.close();
    }
}
