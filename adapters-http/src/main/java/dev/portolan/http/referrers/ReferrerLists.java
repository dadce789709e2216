package dev.portolan.http.referrers;

import dev.portolan.error.OciException;
import dev.portolan.http.endpoint.Api;
import dev.portolan.http.endpoint.Connection;
import dev.portolan.http.endpoint.Lists;
import dev.portolan.http.endpoint.Manifests;
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

/** Lists referrers, and keeps the list true where the registry does not do so itself. */
public final class ReferrerLists {
    private static final Set<Integer> NO_SUCH_ENDPOINT = Set.of(400, 404, 405, 501);

    private final Lists lists;
    private final Manifests manifests;
    private final Connection connection;
    private final FallbackTag fallback;

    /** The referrers in a repository. */
    public ReferrerLists(Api api, Manifests manifests) {
        this.lists = new Lists(api);
        this.manifests = manifests;
        this.connection = api.connection();
        this.fallback = new FallbackTag(manifests, connection, api.repository());
    }

    /**
     * The manifests whose subject is this one, of one artifact type or, with an empty one, of all. A registry that
     * lists none is asked for the tag as well: content may have come from a time when the registry kept no list.
     */
    public Stream<Descriptor> list(Digest subject, String artifactType) {
        return listed(subject, artifactType)
                .map(this::complete)
                .filter(referrer -> artifactType.isEmpty()
                        || referrer.artifactType().orElse("").equals(artifactType));
    }

    private Stream<Descriptor> listed(Digest subject, String artifactType) {
        if (connection.listsReferrers().orElse(true)) {
            try {
                Stream<Descriptor> stream = lists.referrers(subject, artifactType);
                connection.listsReferrers(true);
                Iterator<Descriptor> listed = stream.iterator();
                if (listed.hasNext()) {
                    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(listed, 0), false);
                }
            } catch (OciException e) {
                if (!NO_SUCH_ENDPOINT.contains(e.status())) {
                    throw e;
                }
                if (e.registryErrors().isEmpty()) { // the endpoint itself is unknown, not the repository
                    connection.listsReferrers(false);
                }
            }
        }
        return fallback.list(subject).stream();
    }

    /** A list of an old client may lack the artifact type, which for an image is then its config's media type. */
    private Descriptor complete(Descriptor referrer) {
        if (referrer.artifactType().isPresent()) {
            return referrer;
        }
        return manifests
                .get(referrer.digest())
                .flatMap(Manifest::artifactType)
                .map(referrer::withArtifactType)
                .orElse(referrer);
    }

    /** Writes a manifest, and notes it under its subject's tag unless the registry has noted it. */
    public void put(TagOrDigest as, Manifest manifest) {
        if (!manifests.put(as, manifest)) {
            manifest.subject().ifPresent(subject -> fallback.add(subject.digest(), manifest.asReferrer()));
        }
    }

    /** Deletes a manifest, and takes it off its subject's tag where there is one. */
    public void delete(Digest manifest) {
        Optional<Descriptor> subject = connection.listsReferrers().orElse(false)
                ? Optional.empty()
                : manifests.getNewest(manifest).flatMap(Manifest::subject);
        Runnable deletion = () -> manifests.delete(manifest);
        subject.ifPresentOrElse(known -> fallback.remove(known.digest(), manifest, deletion), deletion);
    }
}
