package dev.portolan.http.repository;

import dev.portolan.error.OciException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Connection;
import dev.portolan.http.repository.Manifests.Written;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists referrers, and updates the list if the registry does not do so itself. */
final class ReferrerLists {
    private static final Set<Integer> NO_SUCH_ENDPOINT = Set.of(400, 404, 405, 406, 410, 501);

    private final Lists lists;
    private final Manifests manifests;
    private final Connection connection;
    private final FallbackTag fallback;

    ReferrerLists(Api api, Manifests manifests, Backoff backoff) {
        this.lists = new Lists(api);
        this.manifests = manifests;
        this.connection = api.connection();
        this.fallback = new FallbackTag(api, manifests, backoff);
    }

    /**
     * Lists the manifests whose subject is this one: those of an artifact type or, where that is empty, all. When the
     * registry lists none, the tag is read as well: content may come from a time when the registry kept no list.
     */
    Stream<Descriptor> list(Digest subject, String artifactType) {
        if (connection.listsReferrers().orElse(true)) {
            Iterator<Descriptor> listed =
                    registrys(subject, artifactType).orElse(Stream.empty()).iterator();
            if (listed.hasNext()) {
                return StreamSupport.stream(Spliterators.spliteratorUnknownSize(listed, 0), false)
                        .map(this::complete)
                        .filter(referrer -> artifactType.isEmpty() || isOf(artifactType, referrer));
            }
        }
        return fallback.list(subject).stream()
                .map(referrer -> artifactType.isEmpty() || isOf(artifactType, referrer)
                        ? complete(referrer)
                        : withTypeOfManifest(referrer))
                .filter(referrer -> artifactType.isEmpty() || isOf(artifactType, referrer));
    }

    private static boolean isOf(String artifactType, Descriptor referrer) {
        return referrer.artifactType().orElse("").equals(artifactType);
    }

    /** Returns the registry's own list; empty if the registry has none. */
    private Optional<Stream<Descriptor>> registrys(Digest subject, String artifactType) {
        try {
            Optional<Stream<Descriptor>> list = lists.referrers(subject, artifactType);
            connection.listsReferrers(list.isPresent());
            return list;
        } catch (OciException e) {
            if (!NO_SUCH_ENDPOINT.contains(e.status())) {
                throw e;
            }
            if (e.registryErrors().stream().allMatch(error -> error.code().isEmpty())) {
                connection.listsReferrers(false); // the endpoint itself is unknown, not the repository
            }
            return Optional.empty();
        }
    }

    /**
     * A list of an old client may lack the artifact type, which for an image is then its config's media type.
     */
    private Descriptor complete(Descriptor referrer) {
        return referrer.artifactType().isPresent() ? referrer : withTypeOfManifest(referrer);
    }

    /** With the type that the manifest itself has: clients write lists under tags, and some write a wrong type. */
    private Descriptor withTypeOfManifest(Descriptor referrer) {
        return manifests
                .get(referrer.digest())
                .flatMap(Manifest::artifactType)
                .map(referrer::withArtifactType)
                .orElse(referrer);
    }

    /** Writes a manifest, and notes it under its subject's tag unless the registry has noted it. */
    void put(TagOrDigest as, Manifest manifest) {
        Written written = manifests.put(as, manifest);
        if (written != Written.NOTED) {
            manifest.subject()
                    .filter(subject -> written == Written.NOT_NOTED || !isListed(subject.digest(), manifest.digest()))
                    .ifPresent(subject -> fallback.add(subject.digest(), manifest.asReferrer()));
        }
    }

    private boolean isListed(Digest subject, Digest referrer) {
        return registrys(subject, "")
                .filter(list -> list.anyMatch(listed -> listed.digest().equals(referrer)))
                .isPresent();
    }

    /** Deletes a manifest, and removes it from the fallback tag of its subject if there is one. */
    void delete(Digest manifest) {
        Optional<Descriptor> subject = connection.listsReferrers().orElse(false)
                ? Optional.empty()
                : manifests.getNewest(manifest).flatMap(Manifest::subject);
        Runnable deletion = () -> manifests.delete(manifest);
        subject.ifPresentOrElse(known -> fallback.remove(known.digest(), manifest, deletion), deletion);
    }
}
