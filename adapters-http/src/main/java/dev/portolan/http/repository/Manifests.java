package dev.portolan.http.repository;

import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.UnreachableException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.pipeline.Retryable;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads and writes manifests. */
final class Manifests {
    /** OCI and Docker together: if only Docker's are accepted, Quay serves the obsolete schema 1. */
    private static final String ACCEPT = String.join(", ", MediaTypes.manifests());

    private final Api api;

    Manifests(Api api) {
        this.api = api;
    }

    /** end-3, GET: a manifest; empty when there is none. What it is follows from its bytes, not from headers. */
    Optional<Manifest> get(TagOrDigest reference) {
        Request request = request("GET", reference, "fetching manifest " + reference);
        Response answer = api.read(request, path(reference));
        try {
            return get(reference, request, answer);
        } catch (ContentMismatchException | InvalidManifestException e) {
            if (answer.body().distrust()) {
                return getNewest(reference); // it came from a mirror
            }
            throw e;
        }
    }

    /** Returns the same from the registry itself, for manifests that are written back: a mirror may be outdated. */
    Optional<Manifest> getNewest(TagOrDigest reference) {
        Request request = request("GET", reference, "fetching manifest " + reference);
        return get(reference, request, api.readNewest(request, path(reference)));
    }

    /** Layouts hold other names than registries: {@code other/manifests/v1} must not become the address of something else. */
    private static String path(TagOrDigest reference) {
        return "/manifests/" + (reference instanceof Tag tag ? Tag.of(tag.value()) : reference);
    }

    private Optional<Manifest> get(TagOrDigest reference, Request request, Response answer) {
        try (Response response = answer) {
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() != 200) {
                throw Failures.of(request, response);
            }
            byte[] bytes = response.body().readUpTo(Manifest.LARGEST + 1);
            DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
            if (reference instanceof Digest digest) {
                Verifier.check(Descriptor.of("", digest, bytes.length), api.where(), bytes);
                algorithm = digest.algorithm();
            }
            return Optional.of(
                    Manifest.parse(bytes, response.header("Content-Type").orElse(""), algorithm));
        } catch (InvalidManifestException e) {
            throw new InvalidManifestException(e.problem().at(api.where() + " (" + reference + ")"));
        } catch (IOException e) {
            throw Failures.of(request, e);
        }
    }

    /**
     * end-3, HEAD: resolves a tag or digest; empty when there is no manifest. If the response is incomplete (some
     * registries omit the digest, some proxies the length), the manifest is fetched.
     */
    Optional<Descriptor> head(TagOrDigest reference) {
        Request request = request("HEAD", reference, "checking manifest " + reference);
        try (Response response = api.stat(request, path(reference))) {
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() == 200) {
                Optional<Descriptor> descriptor = descriptor(reference, response);
                return descriptor.isPresent()
                        ? descriptor
                        : getNewest(reference).map(Manifest::descriptor);
            }
            if (Api.refusesHead(response.status())) {
                return getNewest(reference).map(Manifest::descriptor);
            }
            throw Failures.of(request, response);
        }
    }

    private static Optional<Descriptor> descriptor(TagOrDigest reference, Response response) {
        String mediaType =
                MediaTypes.withoutParameters(response.header("Content-Type").orElse(""));
        if (response.contentLength().isEmpty() || response.encoded() || !MediaTypes.isManifest(mediaType)) {
            return Optional.empty();
        }
        long size = response.contentLength().getAsLong();
        if (reference instanceof Digest digest) {
            return Optional.of(Descriptor.of(mediaType, digest, size));
        }
        try {
            return response.header("Docker-Content-Digest")
                    .map(Digest::parse)
                    .map(digest -> Descriptor.of(mediaType, digest, size));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    /** The result of writing a manifest. */
    enum Written {
        /** The manifest has no subject, or the registry has noted it ({@code OCI-Subject}). */
        NOTED,
        /** The registry has not noted the manifest's subject. */
        NOT_NOTED,
        /** The response was lost, and the manifest is there. */
        RESPONSE_LOST
    }

    /**
     * end-7, PUT: writes a manifest, byte for byte. Where the response is lost, or the registry refuses a request that
     * may be the repetition of one that succeeded, the manifest that is there decides.
     *
     * @throws DeniedException when the tag exists, and the registry does not let it move
     */
    Written put(TagOrDigest as, Manifest manifest) {
        Request request = request("PUT", as, "writing manifest " + as)
                .without("Accept")
                .with("Content-Type", manifest.mediaType())
                .with(RequestBody.of(manifest.bytes()));
        try (Response response = api.push(request)) {
            if (response.succeeded()) {
                requireSameDigest(as, manifest, response);
                return isNoted(manifest, response) ? Written.NOTED : Written.NOT_NOTED;
            }
            List<RegistryError> errors = Failures.errors(response);
            boolean conflict = as instanceof Tag && ImmutableTag.isPossible(response.status(), errors);
            boolean look = response.repeated() || Retryable.status(response.status()) || conflict;
            OciException failure = Failures.of(request, response);
            Optional<Digest> there = look ? digestNow(as, manifest.digest().algorithm()) : Optional.empty();
            if (there.filter(manifest.digest()::equals).isPresent()) {
                return Written.RESPONSE_LOST;
            }
            throw conflict && there.isPresent() ? ImmutableTag.failure((Tag) as, api.where(), failure) : failure;
        } catch (UnreachableException e) {
            if (e.status() == 0
                    && digestNow(as, manifest.digest().algorithm())
                            .filter(manifest.digest()::equals)
                            .isPresent()) {
                return Written.RESPONSE_LOST;
            }
            throw e;
        }
    }

    /** A registry that rewrites a manifest stores it under a digest that was neither pushed nor signed. */
    private void requireSameDigest(TagOrDigest as, Manifest manifest, Response response) {
        Digest pushed = manifest.digest();
        boolean other = response.header("Docker-Content-Digest")
                .filter(stored -> stored.startsWith(pushed.algorithm().id() + ":") && !stored.equals(pushed.toString()))
                .isPresent();
        if (other && !digestNow(as, pushed.algorithm()).equals(Optional.of(pushed))) {
            throw new ContentMismatchException(Problem.of("writing manifest " + as + " failed")
                    .at(api.where())
                    .because("the registry changed it, and stored it as another digest than " + pushed));
        }
    }

    private static boolean isNoted(Manifest manifest, Response response) {
        return manifest.subject().isEmpty()
                || response.header("OCI-Subject")
                        .map(String::trim)
                        .equals(manifest.subject()
                                .map(subject -> subject.digest().toString()));
    }

    /**
     * Returns the digest that a tag or digest resolves to now, in one attempt; empty when there is nothing or no answer.
     */
    private Optional<Digest> digestNow(TagOrDigest reference, DigestAlgorithm algorithm) {
        Request request = request("GET", reference, "checking manifest " + reference);
        try (Response response = api.push(request.once())) {
            return response.status() == 200
                    ? Optional.of(Digest.of(algorithm, response.body().readUpTo(Manifest.LARGEST + 1)))
                    : Optional.empty();
        } catch (CancelledException e) {
            throw e;
        } catch (OciException | IOException e) {
            return Optional.empty();
        }
    }

    /**
     * end-9, DELETE: removes a tag, or a manifest with all of its tags.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     * @throws UnsupportedException when the registry does not delete, or not by tag
     */
    void delete(TagOrDigest reference) {
        boolean tag = reference instanceof Tag;
        Request request = request("DELETE", reference, (tag ? "removing tag " : "deleting manifest ") + reference)
                .without("Accept");
        api.delete(request, response -> {
            if (response.status() == 405 || response.status() == 400 || response.status() == 501) {
                Problem problem = Problem.of(request.what() + " failed")
                        .at(api.where())
                        .answered(response.status(), Failures.errors(response));
                return new UnsupportedException(
                        tag
                                ? problem.because("the registry deletes manifests by digest, not single tags")
                                        .advice("delete the manifest, with all of its tags")
                                : problem.because("the registry does not delete manifests"));
            }
            return Failures.of(request, response);
        });
    }

    private Request request(String method, TagOrDigest reference, String what) {
        return api.request(method, path(reference), what).with("Accept", ACCEPT);
    }
}
