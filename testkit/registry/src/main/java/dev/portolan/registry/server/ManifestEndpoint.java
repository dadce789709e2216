package dev.portolan.registry.server;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Manifests: distribution-spec, "Pulling manifests" (end-3), "Pushing manifests" (end-7), "Deleting" (end-9). */
final class ManifestEndpoint {
    private final Repositories repositories;
    private final ManifestBodies bodies;
    private final ServerBehavior behavior;

    ManifestEndpoint(Repositories repositories, ManifestBodies bodies, ServerBehavior behavior) {
        this.repositories = repositories;
        this.bodies = bodies;
        this.behavior = behavior;
    }

    void get(Exchange exchange) throws IOException {
        Repository repository = repositories.named(exchange.name());
        TagOrDigest reference = reference(exchange, ErrorCode.MANIFEST_UNKNOWN);
        if (exchange.request().isHead()) {
            Descriptor descriptor = repository.resolve(reference).orElseThrow(() -> unknown(exchange));
            describe(exchange, descriptor, !behavior.has(Quirk.BARE_HEAD));
            if (behavior.has(Quirk.BARE_HEAD)) {
                exchange.response().hideLength();
            }
            exchange.response().send(200, descriptor.size(), sink -> {});
            return;
        }
        Manifest manifest = repository.manifest(reference).orElseThrow(() -> unknown(exchange));
        describe(exchange, manifest.descriptor(), !behavior.has(Quirk.NO_DIGEST_ON_GET));
        if (EntityTag.of(manifest.digest()).notModified(exchange.request().headers())) {
            exchange.send(304);
            return;
        }
        exchange.response().send(200, manifest.bytes());
    }

    private void describe(Exchange exchange, Descriptor descriptor, boolean digest) {
        exchange.header("Content-Type", behavior.mediaType(descriptor.mediaType()));
        if (digest) {
            exchange.header("Docker-Content-Digest", descriptor.digest().toString())
                    .header("ETag", EntityTag.of(descriptor.digest()).text());
        }
    }

    private Refusal unknown(Exchange exchange) {
        return behavior.missing(
                ErrorCode.MANIFEST_UNKNOWN, exchange.route().reference() + " is not in " + exchange.name());
    }

    /** A malformed tag cannot exist; a malformed digest has its own error. */
    private TagOrDigest reference(Exchange exchange, ErrorCode badTag) {
        String text = exchange.route().reference();
        if (text.indexOf(':') >= 0) {
            return behavior.digest(text);
        }
        try {
            return Tag.of(text);
        } catch (InvalidReferenceException e) {
            throw Refusal.of(badTag, e);
        }
    }

    void put(Exchange exchange) throws IOException {
        TagOrDigest reference = reference(exchange, ErrorCode.MANIFEST_INVALID);
        List<Tag> tags = tags(exchange);
        DigestAlgorithm algorithm = reference instanceof Digest digest ? digest.algorithm() : DigestAlgorithm.SHA256;
        bodies.read(exchange, algorithm, manifest -> {
            if (reference instanceof Digest digest && !digest.equals(manifest.digest())) {
                throw Refusal.of(ErrorCode.DIGEST_INVALID, "the manifest has the digest " + manifest.digest());
            }
            if (!behavior.has(Quirk.TAKES_SPARSE_MANIFESTS)) {
                checkChildren(repositories.named(exchange.name()), manifest);
            }
            repositories.write(exchange.name(), repository -> {
                repository.put(reference, manifest);
                if (!tags.isEmpty()) {
                    repository.tag(manifest.digest(), tags); // at once: a layout writes its whole index.json each time
                }
            });
            tags.forEach(tag -> exchange.response().headers().add("OCI-Tag", tag.value()));
            created(exchange, manifest);
        });
    }

    private void created(Exchange exchange, Manifest manifest) throws IOException {
        if (manifest.subject().isPresent() && listsReferrers(repositories.named(exchange.name()))) {
            exchange.header("OCI-Subject", manifest.subject().get().digest().toString());
        }
        String path = "/v2/" + exchange.name() + "/manifests/" + manifest.digest();
        exchange.header("Location", behavior.location(exchange, path))
                .header("Docker-Content-Digest", manifest.digest().toString())
                .send(201);
    }

    /** Additional tags, as in the specification after 1.1: {@code ?tag=one&tag=two}. */
    private static List<Tag> tags(Exchange exchange) {
        try {
            return exchange.parameters("tag").stream().map(Tag::of).toList();
        } catch (InvalidReferenceException e) {
            throw Refusal.of(ErrorCode.MANIFEST_INVALID, e);
        }
    }

    private boolean listsReferrers(Repository repository) {
        return !behavior.has(Quirk.NO_REFERRERS)
                && repository.capability(Referrers.class).isPresent();
    }

    private void checkChildren(Repository repository, Manifest manifest) {
        for (Child child : Child.of(manifest)) {
            boolean there = MediaTypes.isForeignLayer(child.descriptor().mediaType()) || has(repository, child);
            if (!there) {
                throw Refusal.of(
                        ErrorCode.MANIFEST_BLOB_UNKNOWN,
                        behavior.has(Quirk.MISSING_CHILD_IS_BAD_REQUEST) ? 400 : 0,
                        child.digest().toString());
            }
        }
    }

    private static boolean has(Repository repository, Child child) {
        return switch (child.kind()) {
            case MANIFEST -> repository.resolve(child.digest()).isPresent();
            case BLOB -> repository.stat(child.digest()).isPresent();
            case EITHER ->
                repository.stat(child.digest()).isPresent()
                        || repository.resolve(child.digest()).isPresent();
        };
    }

    void delete(Exchange exchange) throws IOException {
        TagOrDigest reference = reference(exchange, ErrorCode.MANIFEST_UNKNOWN);
        Optional<Deletes> deletes = repositories.named(exchange.name()).capability(Deletes.class);
        if (deletes.isEmpty()
                || behavior.has(Quirk.NO_DELETES)
                || reference instanceof Tag && behavior.has(Quirk.NO_TAG_DELETES)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "this registry does not support deletes");
        }
        try {
            if (reference instanceof Tag tag) {
                deletes.get().untag(tag);
            } else {
                deletes.get().deleteManifest((Digest) reference);
            }
        } catch (NotFoundException e) {
            throw behavior.missing(ErrorCode.MANIFEST_UNKNOWN, e);
        }
        exchange.send(202);
    }
}
