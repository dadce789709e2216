package dev.portolan.http.endpoint;

import dev.portolan.content.Verifier;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.http.pipeline.Failures;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes manifests. */
public final class Manifests {
    /** OCI and Docker together: asked for Docker's alone, Quay serves the obsolete schema 1. */
    private static final String ACCEPT = String.join(", ", MediaTypes.manifests());

    private final Api api;

    /** The manifests of a repository. */
    public Manifests(Api api) {
        this.api = api;
    }

    /** end-3, GET: a manifest; empty when there is none. What it is follows from its bytes, not from headers. */
    public Optional<Manifest> get(TagOrDigest reference) {
        Request request = request("GET", reference, "fetching manifest " + reference);
        try (Response response = api.pull(request)) {
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() != 200) {
                throw Failures.of(request, response);
            }
            byte[] bytes = response.body().readUpTo(Manifest.LARGEST + 1);
            if (reference instanceof Digest digest) {
                Verifier.check(Descriptor.of("", digest, bytes.length), api.place(), bytes);
            }
            return Optional.of(
                    Manifest.parse(bytes, response.header("Content-Type").orElse("")));
        } catch (InvalidManifestException e) {
            throw new InvalidManifestException(e.problem().at(api.place() + " (" + reference + ")"));
        } catch (IOException e) {
            throw Failures.of(request, e);
        }
    }

    /**
     * end-3, HEAD: what a tag or digest names now; empty when there is none. An answer that does not say all (some
     * registries leave out the digest, some proxies the length) is made good by fetching the manifest.
     */
    public Optional<Descriptor> head(TagOrDigest reference) {
        Request request = request("HEAD", reference, "looking for manifest " + reference);
        try (Response response = api.pull(request)) {
            if (response.status() == 404) {
                return Optional.empty();
            }
            if (response.status() == 200) {
                Optional<Descriptor> descriptor = descriptor(reference, response);
                return descriptor.isPresent() ? descriptor : get(reference).map(Manifest::descriptor);
            }
            if (response.status() == 405) {
                return get(reference).map(Manifest::descriptor);
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

    /** end-7, PUT: writes a manifest, byte for byte. */
    public void put(TagOrDigest as, Manifest manifest) {
        Request request = request("PUT", as, "writing manifest " + as)
                .without("Accept")
                .with("Content-Type", manifest.mediaType())
                .with(RequestBody.of(manifest.bytes()));
        try (Response response = api.push(request)) {
            if (!response.succeeded()) {
                throw Failures.of(request, response);
            }
        }
    }

    private Request request(String method, TagOrDigest reference, String what) {
        return api.request(method, "/manifests/" + reference, what)
                .with("Accept", ACCEPT)
                .with("Accept-Encoding", "identity");
    }
}
