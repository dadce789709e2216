package dev.portolan.registry.server;

import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.wire.Handler;
import dev.portolan.registry.wire.Listener;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A registry: distribution-spec 1.1 over any {@link Transport}, on a port of this machine.
 *
 * <pre>{@code
 * try (RegistryServer registry = RegistryServer.start()) {
 *     // push to and pull from registry.host() + "/demo/tree:v1"
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address alone unless told otherwise. Its threads are daemons, one for each
 * connection. What is pushed goes straight through to the transport; only uploads in several chunks are held until
 * they are whole. {@link #builder} says what else it can be: with authentication, TLS, the ways of a well-known
 * registry, and faults, which {@link #faults} also adds while it runs. {@link #requests} tells what clients asked.
 */
public final class RegistryServer implements AutoCloseable {
    private final Transport transport;
    private final boolean ownsTransport;
    private final Repositories repositories;
    private final UploadSessions sessions;
    private final Tokens tokens;
    private final Faults faults;
    private final RequestLog log;
    private final String hostName;
    private final boolean secure;
    private final @Nullable ExecutorService ownExecutor;
    private final Listener listener;
    private final @Nullable Listener storageListener;

    RegistryServer(RegistryServerBuilder builder) throws IOException {
        ownsTransport = builder.transport == null;
        transport = builder.transport == null
                ? InMemoryTransport.builder()
                        .sparse(builder.manners().has(Quirk.TAKES_SPARSE_MANIFESTS))
                        .build()
                : builder.transport;
        repositories = builder.repositories(transport);
        ServerBehavior manners = builder.manners();
        sessions = new UploadSessions(
                Optional.ofNullable(builder.spoolDirectory),
                builder.spoolMemory(transport),
                manners.has(Quirk.STATE_IN_LOCATIONS));
        tokens = new Tokens(builder.authentication);
        faults = new Faults(builder.faultSeed, builder.faults);
        log = new RequestLog(builder.requestsKept);
        hostName = builder.hostName();
        secure = builder.authority != null;
        ownExecutor = builder.executor == null ? Executors.newCachedThreadPool(RegistryServer::daemon) : null;

        BlobStorage storage = new BlobStorage(repositories);
        BlobEndpoint blobs = new BlobEndpoint(
                repositories, manners, manners.has(Quirk.REDIRECTS_BLOBS) ? Optional.of(storage) : Optional.empty());
        AccessGate gate = new AccessGate(builder.authentication, tokens);
        Registry registry = new Registry(
                gate,
                new TokenEndpoint(builder.authentication, tokens),
                blobs,
                new UploadEndpoint(repositories, sessions, gate, manners),
                new ManifestEndpoint(
                        repositories, new ManifestBodies(Optional.ofNullable(builder.spoolDirectory)), manners),
                new ListEndpoint(repositories, manners));
        Optional<RateLimit> limit = builder.rateLimit();
        listener = listen(
                builder, builder.port, new Pipeline(log, faults, limit, manners, builder.failures, registry::handle));
        if (manners.has(Quirk.REDIRECTS_BLOBS)) {
            Handler handler = (request, response) -> storage.handle(request, response, blobs);
            storageListener =
                    listen(builder, 0, new Pipeline(log, faults, Optional.empty(), manners, builder.failures, handler));
            storage.listensOn(storageListener.port());
        } else {
            storageListener = null;
        }
    }

    private Listener listen(RegistryServerBuilder builder, int port, Handler handler) throws IOException {
        return Listener.open(
                builder.address, port, builder.tls(), handler, ownExecutor == null ? builder.executor() : ownExecutor);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "portolan-registry-connection");
        thread.setDaemon(true);
        return thread;
    }

    /** Starts a registry in memory on a free port. */
    public static RegistryServer start() {
        return builder().start();
    }

    /** Begins to describe a registry. */
    public static RegistryServerBuilder builder() {
        return new RegistryServerBuilder();
    }

    /** The port. */
    public int port() {
        return listener.port();
    }

    /** The port of the storage that blobs are redirected to; empty where the registry serves them itself. */
    public Optional<Integer> storagePort() {
        return Optional.ofNullable(storageListener).map(Listener::port);
    }

    /** The registry as references name it: {@code localhost:PORT}, or the address that it was given. */
    public String host() {
        return hostName + ":" + port();
    }

    /** The address of the registry: {@code http://} or {@code https://}, and the {@link #host}. */
    public URI address() {
        return URI.create((secure ? "https://" : "http://") + host());
    }

    /** What lies behind this server; a test can look at it, or fill it, without a request. */
    public Transport transport() {
        return transport;
    }

    /** A repository as the server sees it, not through HTTP. The server closes it when it ends. */
    public Repository repository(String name) {
        Route.checkName(name);
        return repositories.kept(name);
    }

    /** Returns how many repositories the server keeps open. */
    int repositoriesHeld() {
        return repositories.held();
    }

    /** Returns the reference of a repository in this registry, for clients. */
    public Reference reference(String name) {
        return Reference.of(Reference.REGISTRY, host() + "/" + name);
    }

    /** The requests that were taken. */
    public RequestLog requests() {
        return log;
    }

    /** The faults that happen. */
    public Faults faults() {
        return faults;
    }

    /** Makes all tokens that were given worthless, as if they had expired; refresh tokens stay good. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Stops listening, ends all connections, and closes the repositories; and the transport, where none was given. */
    @Override
    public void close() {
        listener.close();
        if (storageListener != null) {
            storageListener.close();
        }
        faults.end();
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        sessions.close();
        repositories.close();
        if (ownsTransport) {
            transport.close();
        }
    }

    /** The address and what lies behind. */
    @Override
    public String toString() {
        return "registry at " + address() + " over " + transport.schemes();
    }
}
