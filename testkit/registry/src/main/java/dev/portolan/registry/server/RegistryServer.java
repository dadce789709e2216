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
 * A registry server: distribution-spec 1.1 over any {@link Transport}, on a port of this machine.
 *
 * <pre>{@code
 * try (RegistryServer registry = RegistryServer.start()) {
 *     // push to and pull from registry.host() + "/demo/tree:v1"
 * }
 * }</pre>
 *
 * <p>By default it listens only on the loopback address. Its threads are daemons, one per connection. Pushed content is
 * written directly to the transport; only uploads in several chunks are kept until they are complete. Use {@link
 * #builder} for authentication, TLS, quirks of well-known registries and faults; {@link #faults} adds faults while the
 * server runs. {@link #requests} is the log of requests.
 *
 * @since 0.1.0
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
                        .sparse(builder.behavior().has(Quirk.TAKES_SPARSE_MANIFESTS))
                        .build()
                : builder.transport;
        repositories = builder.repositories(transport);
        ServerBehavior behavior = builder.behavior();
        sessions = new UploadSessions(builder.spool(transport), behavior.has(Quirk.STATE_IN_LOCATIONS));
        tokens = new Tokens(builder.authentication);
        faults = new Faults(builder.faultSeed, builder.faults);
        log = new RequestLog(builder.requestLogSize);
        hostName = builder.hostName();
        secure = builder.authority != null;
        ownExecutor = builder.executor == null ? Executors.newCachedThreadPool(RegistryServer::daemon) : null;

        BlobStorage storage = new BlobStorage(repositories);
        BlobEndpoint blobs = new BlobEndpoint(
                repositories, behavior, behavior.has(Quirk.REDIRECTS_BLOBS) ? Optional.of(storage) : Optional.empty());
        ManifestBodies bodies = new ManifestBodies(Spool.onDisk(builder.spoolDirectory));
        Registry registry =
                new Registry(builder.authentication, tokens, repositories, sessions, bodies, blobs, behavior);
        Optional<RateLimit> limit = builder.rateLimit();
        listener = listen(
                builder, builder.port, new Pipeline(log, faults, limit, behavior, builder.failures, registry::handle));
        if (behavior.has(Quirk.REDIRECTS_BLOBS)) {
            Handler handler = (request, response) -> storage.handle(request, response, blobs);
            storageListener = listen(
                    builder, 0, new Pipeline(log, faults, Optional.empty(), behavior, builder.failures, handler));
            storage.listensOn(storageListener.port());
        } else {
            storageListener = null;
        }
    }

    private Listener listen(RegistryServerBuilder builder, int port, Handler handler) throws IOException {
        return Listener.open(builder.listen(port), handler, ownExecutor == null ? builder.executor() : ownExecutor);
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

    /** Returns a builder of servers. */
    public static RegistryServerBuilder builder() {
        return new RegistryServerBuilder();
    }

    /** Returns the port. */
    public int port() {
        return listener.port();
    }

    /** Returns the port of the storage to which blobs are redirected; empty if the registry serves them itself. */
    public Optional<Integer> storagePort() {
        return Optional.ofNullable(storageListener).map(Listener::port);
    }

    /** Returns the host for references: {@code localhost:PORT}, or the configured address. */
    public String host() {
        return hostName + ":" + port();
    }

    /** Returns the address of the registry: {@code http://} or {@code https://}, and the {@link #host}. */
    public URI address() {
        return URI.create((secure ? "https://" : "http://") + host());
    }

    /** Returns the transport of this server, to read and write its content without a request. */
    public Transport transport() {
        return transport;
    }

    /** Returns a repository of the server, without HTTP. The server closes it. */
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

    /** Returns the log of requests. */
    public RequestLog requests() {
        return log;
    }

    /** Returns the faults. */
    public Faults faults() {
        return faults;
    }

    /** Revokes all tokens, as if they had expired; refresh tokens stay valid. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Stops listening, closes all connections and repositories, and the transport if it is the server's own. */
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

    /** Returns the address and the schemes of the transport. */
    @Override
    public String toString() {
        return "registry at " + address() + " over " + transport.schemes();
    }
}
