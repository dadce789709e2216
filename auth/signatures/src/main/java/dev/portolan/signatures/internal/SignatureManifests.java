package dev.portolan.signatures.internal;

import dev.portolan.cache.Cached;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The manifests that hold signatures: found, read within limits, and written. Verifying one manifest costs the list of
 * its referrers and, for each of at most {@link #MOST} candidates, its manifest and its one layer.
 */
public final class SignatureManifests {
    /** The maximum number of candidates that are verified. */
    public static final int MOST = 64;
    /** The maximum number of referrers that are searched for candidates. */
    private static final int MOST_REFERRERS = 1000;

    private final Source source;

    /** The signatures in a source. */
    public SignatureManifests(Source source) {
        this.source = source;
    }

    /**
     * Returns the referrers that may be signatures. Lists that clients keep under a tag often have no artifact type, or
     * that of the empty config; those have to be read too.
     *
     * @param types the artifact types of the signatures that are wanted
     * @param wanted whether a candidate, by its other properties, may be wanted; those that are not do not count
     * @param rejected receives a note if there were too many
     */
    public List<Descriptor> candidates(
            Digest subject, Predicate<String> types, Predicate<Descriptor> wanted, List<String> rejected) {
        Optional<Referrers> referrers = source.capability(Referrers.class);
        if (referrers.isEmpty()) {
            return List.of();
        }
        List<Descriptor> found = new ArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        try (Stream<Descriptor> all = referrers.get().referrers(subject)) {
            all.limit(MOST_REFERRERS)
                    .peek(one -> seen.incrementAndGet())
                    .filter(one -> mayBe(one.artifactType().orElse(""), types))
                    .filter(wanted)
                    .limit(MOST + 1L)
                    .forEach(found::add);
        }
        if (seen.get() == MOST_REFERRERS) {
            rejected.add("only the first " + MOST_REFERRERS + " referrers were checked");
        }
        if (found.size() > MOST) {
            rejected.add("only the first " + MOST + " signatures were checked");
            return found.subList(0, MOST);
        }
        return found;
    }

    private static boolean mayBe(String artifactType, Predicate<String> types) {
        return artifactType.isEmpty() || artifactType.equals(MediaTypes.EMPTY) || types.test(artifactType);
    }

    /**
     * Returns the manifest of a candidate, which must be an image manifest that refers to the subject.
     *
     * @throws RejectedException when it is not
     */
    public ImageManifest manifest(Descriptor candidate, Digest subject) {
        ImageManifest manifest = image(candidate.digest())
                .orElseThrow(() -> new RejectedException("its manifest is missing or damaged"));
        if (!manifest.subject().map(Descriptor::digest).equals(Optional.of(subject))) {
            throw new RejectedException("it refers to another manifest");
        }
        return manifest;
    }

    /**
     * Returns an image manifest by its name; empty when there is none, or it is anything else. A tag is not answered
     * from a cache: a signature may just have been added.
     */
    public Optional<ImageManifest> image(TagOrDigest name) {
        Source fresh = name instanceof Tag ? fresh(source) : source;
        try {
            return fresh.manifest(name).filter(ImageManifest.class::isInstance).map(ImageManifest.class::cast);
        } catch (InvalidManifestException | ContentMismatchException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the bytes of an envelope.
     *
     * @param most how large it may be
     * @throws RejectedException when it is larger, missing or damaged
     */
    public byte[] envelope(Descriptor layer, long most) {
        if (layer.size() > most) {
            throw new RejectedException("it has " + layer.size() + " bytes, the limit is " + most);
        }
        try {
            return layer.data()
                    .map(data -> Verifier.check(layer, source.name(), data))
                    .orElseGet(() -> source.bytes(layer));
        } catch (NotFoundException | ContentMismatchException e) {
            throw new RejectedException("its content is missing or damaged");
        }
    }

    /**
     * Pushes an envelope in a manifest that refers to its subject.
     *
     * @throws UnsupportedException when the repository cannot list referrers, so that it could not be found
     */
    public static Descriptor attach(Repository repository, ImageManifest manifest, byte[] envelope) {
        if (repository.capability(Referrers.class).isEmpty()) {
            throw new UnsupportedException(Problem.of("a signature cannot be stored")
                    .at(repository.name())
                    .because("it does not support referrers")
                    .advice("sign in a registry, an OCI layout or an OCI archive"));
        }
        write(repository, manifest.config(), "{}".getBytes(StandardCharsets.US_ASCII));
        write(repository, manifest.layers().get(0), envelope);
        repository.put(manifest.digest(), manifest);
        return manifest.descriptor();
    }

    /** Returns the same source without its caches. */
    private static Source fresh(Source source) {
        return source.capability(Cached.class).<Source>map(Cached::fresh).orElse(source);
    }

    /** Returns the same repository, with nothing read from a cache. */
    public static Repository fresh(Repository repository) {
        return repository.capability(Cached.class).map(Cached::fresh).orElse(repository);
    }

    /** Writes a blob that may be there already. */
    public static void write(Repository repository, Descriptor blob, byte[] content) {
        if (repository.stat(blob.digest()).isEmpty()) {
            repository.write(blob.bare(), Content.of(content));
        }
    }
}
