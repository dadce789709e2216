package dev.portolan.http.repository;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.http.config.RegistryLocation;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Connections;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.http.pipeline.Time;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** The repositories of all registries, with their connections and mirrors. */
public final class Repositories {
    private final RegistriesConf conf;
    private final Connections connections;
    private final Time time;
    private final Throttle throttle;
    private final ExecutorService executor;
    private final PieceMemory memory;

    /**
     * Creates repositories over these connections.
     *
     * @param executor downloads the pieces of blobs
     */
    public Repositories(
            RegistriesConf conf,
            Connections connections,
            Time time,
            Throttle throttle,
            ExecutorService executor,
            PieceMemory memory) {
        this.conf = conf;
        this.connections = connections;
        this.time = time;
        this.throttle = throttle;
        this.executor = executor;
        this.memory = memory;
    }

    /** Opens a repository, which reads from the locations in a registries.conf. */
    public Repository open(Reference reference) {
        RegistryReference named = named(reference);
        List<RegistryLocation> sources = conf.sources(named);
        List<Mirror> mirrors = new ArrayList<>();
        for (RegistryLocation mirror : sources.subList(0, sources.size() - 1)) {
            mirrors.add(new Mirror(connections.to(mirror.registry(), mirror.insecure()), mirror.repository(), ""));
        }
        RegistryLocation last = sources.get(sources.size() - 1);
        HttpRepository reads = repository(last, mirrors.isEmpty() ? caches(last) : Mirrors.alternatives(mirrors));
        boolean moved =
                !last.registry().equals(named.registry()) || !last.repository().equals(named.repository());
        return moved ? new MovedRepository(reads, () -> own(named), named) : reads;
    }

    /** Opens the repository at the registry that the reference names. */
    public Repository openTarget(Reference reference) {
        return own(named(reference));
    }

    /** Lists the repositories of a registry, from its catalog. */
    public Stream<Reference> list(String host) {
        return Lists.wellFormed(
                new Lists(whole(host)).repositories(), name -> Reference.of(Reference.REGISTRY, host + "/" + name));
    }

    /** Checks that a registry answers and accepts the credentials (end-1). */
    public void check(String host) {
        new Lists(whole(host)).check();
    }

    private static RegistryReference named(Reference reference) {
        return reference
                .registryReference()
                .orElseThrow(() ->
                        new InvalidReferenceException(Problem.of(reference.name() + " is not a registry reference")
                                .advice("write HOST[:PORT]/NAME[:TAG]")));
    }

    private HttpRepository own(RegistryReference named) {
        conf.requireAllowed(named.registry(), named.repository());
        RegistryLocation own = new RegistryLocation(
                named.registry(), named.repository(), conf.insecure(named.registry(), named.repository()));
        return repository(own, caches(own));
    }

    private HttpRepository repository(RegistryLocation at, Mirrors mirrors) {
        HostConfig config = connections.config(at.registry());
        return new HttpRepository(
                new Api(connections.to(at.registry(), at.insecure()), mirrors, at.repository()),
                new Backoff(time, config.attempts()),
                executor,
                memory,
                throttle,
                config.chunkSize());
    }

    /** Returns the mirrors that the settings of a host have. */
    private Mirrors caches(RegistryLocation at) {
        return Mirrors.caches(connections.config(at.registry()).mirrors().stream()
                .map(mirror -> new Mirror(
                        connections.to(mirror.host(), false), mirror.prefix() + at.repository(), at.registry()))
                .toList());
    }

    private Api whole(String host) {
        conf.requireAllowed(host, "");
        return new Api(connections.to(host, conf.insecure(host, "")), Mirrors.none(), "");
    }
}
