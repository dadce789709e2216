package dev.portolan;

import dev.portolan.cache.CachingTransport;
import dev.portolan.copy.CopyOptions;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentCache;
import dev.portolan.port.TagCache;
import dev.portolan.port.Transport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link OciClient}.
 *
 * @since 0.1.0
 */
public final class OciClientBuilder {
    private final Map<String, Transport> transports = new LinkedHashMap<>();
    private CopyOptions options = CopyOptions.defaults();
    private @Nullable Executor executor;
    private @Nullable ContentCache contents;
    private @Nullable TagCache tags;

    OciClientBuilder() {}

    /**
     * Adds a transport for its schemes; the client closes it.
     *
     * @throws IllegalArgumentException when the client has another transport for one of its schemes already
     */
    public OciClientBuilder transport(Transport transport) {
        Objects.requireNonNull(transport, "transport").schemes().forEach(scheme -> {
            Transport other = transports.putIfAbsent(scheme, transport);
            if (other != null && other != transport) {
                throw new IllegalArgumentException(
                        "two transports open references of the scheme " + scheme + "; give the client one of them");
            }
        });
        return this;
    }

    /**
     * Adds transports; the client closes them.
     *
     * @throws IllegalArgumentException when two transports open the same scheme
     */
    public OciClientBuilder transports(Iterable<? extends Transport> more) {
        Objects.requireNonNull(more, "more").forEach(this::transport);
        return this;
    }

    /** Sets the default options for copies. */
    public OciClientBuilder options(CopyOptions defaults) {
        options = Objects.requireNonNull(defaults, "defaults");
        return this;
    }

    /**
     * Sets the threads on which transfers run; the client's own daemon threads by default. Not closed by the
     * client.
     */
    public OciClientBuilder executor(Executor threads) {
        executor = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Caches manifests from registries, and blobs of up to {@link CachingTransport#LARGEST_BLOB}. Layouts and archives
     * are not cached. Not closed by the client.
     */
    public OciClientBuilder contentCache(ContentCache cache) {
        contents = Objects.requireNonNull(cache, "cache");
        return this;
    }

    /**
     * Caches the digests of tags in registries for a limited time; useful only together with a content cache. Only
     * reads use it: before a write, the registry itself is always checked.
     */
    public OciClientBuilder tagCache(TagCache cache) {
        tags = Objects.requireNonNull(cache, "cache");
        return this;
    }

    /**
     * Builds the client, which closes the transports; so build only one.
     *
     * @throws IllegalArgumentException when there is no transport
     */
    public OciClient build() {
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("a client needs a transport, for registries, layouts or archives");
        }
        return new OciClient(new Transports(cachingTransports(), transports.values()), options, executor);
    }

    private Map<String, Transport> cachingTransports() {
        Map<String, Transport> all = new LinkedHashMap<>(transports);
        if (contents != null || tags != null) {
            all.computeIfPresent(Reference.REGISTRY, (scheme, transport) -> {
                CachingTransport.Builder caching = CachingTransport.builder(transport);
                Optional.ofNullable(contents).ifPresent(caching::contentCache);
                Optional.ofNullable(tags).ifPresent(caching::tagCache);
                return caching.build();
            });
        }
        return all;
    }
}
