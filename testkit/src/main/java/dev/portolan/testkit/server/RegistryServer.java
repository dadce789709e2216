package dev.portolan.testkit.server;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Place;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.testkit.memory.InMemoryTransport;
import dev.portolan.testkit.wire.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
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
 * they are whole.
 */
public final class RegistryServer implements AutoCloseable {
    private final Transport transport;
    private final boolean ownsTransport;
    private final Repositories repositories;
    private final UploadEndpoint uploads;
    private final Listener listener;

    private RegistryServer(Builder builder) throws IOException {
        ownsTransport = builder.transport == null;
        transport = builder.transport == null ? InMemoryTransport.create() : builder.transport;
        repositories = new Repositories(transport, builder.places(transport));
        boolean inMemory = transport instanceof InMemoryTransport;
        uploads = new UploadEndpoint(
                repositories,
                Optional.ofNullable(builder.spoolDirectory),
                inMemory && builder.spoolDirectory == null ? Integer.MAX_VALUE - 8 : 1 << 20);
        Registry registry = new Registry(
                new BlobEndpoint(repositories),
                uploads,
                new ManifestEndpoint(repositories),
                new ListEndpoint(repositories));
        listener = Listener.open(builder.address, builder.port, Optional.empty(), registry, builder.executor());
    }

    /** Starts a registry in memory on a free port. */
    public static RegistryServer start() {
        return builder().start();
    }

    /** Begins to describe a registry. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port. */
    public int port() {
        return listener.port();
    }

    /** The registry as references name it: {@code localhost:PORT}. */
    public String host() {
        return "localhost:" + port();
    }

    /** The address of the registry: {@code http://localhost:PORT}. */
    public URI address() {
        return URI.create("http://" + host());
    }

    /** What lies behind this server; a test can look at it, or fill it, without a request. */
    public Transport transport() {
        return transport;
    }

    /** A repository as the server sees it, not through HTTP. The server closes it when it ends. */
    public Repository repository(String name) {
        Route.checkName(name);
        return repositories.named(name);
    }

    /** The place of a repository in this registry, for clients. */
    public Place place(String name) {
        return Place.of(Place.REGISTRY, host() + "/" + name);
    }

    /**
     * Stops listening, ends all connections, and closes the repositories; and the transport, where none was given.
     */
    @Override
    public void close() {
        listener.close();
        uploads.close();
        repositories.close();
        if (ownsTransport) {
            transport.close();
        }
    }

    /** What a registry is to be like. */
    public static final class Builder {
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private @Nullable Transport transport;
        private @Nullable Function<String, Place> places;
        private @Nullable Path spoolDirectory;
        private @Nullable Executor executor;

        private Builder() {}

        /** The port; 0, which is the default, takes any that is free. */
        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        /** The address to listen on; the loopback address by default, so that no other machine can connect. */
        public Builder address(InetAddress newAddress) {
            address = Objects.requireNonNull(newAddress);
            return this;
        }

        /**
         * What lies behind: memory of the server's own by default. A transport that is given here is left open when
         * the server ends.
         */
        public Builder transport(Transport newTransport) {
            transport = Objects.requireNonNull(newTransport);
            return this;
        }

        /**
         * Which place of the transport a repository is, by its name. By default the location is the name itself, in
         * the scheme of the transport; for layouts, say where they lie:
         * {@code name -> Place.of(Place.OCI_LAYOUT, "/srv/oci/" + name)}.
         */
        public Builder places(Function<String, Place> newPlaces) {
            places = Objects.requireNonNull(newPlaces);
            return this;
        }

        /**
         * The directory for uploads in several chunks until they are whole. By default they are kept in memory when
         * the content is, and otherwise in the system's directory for temporary files once they outgrow 1 MiB.
         */
        public Builder spoolDirectory(Path directory) {
            spoolDirectory = Objects.requireNonNull(directory);
            return this;
        }

        /** What runs the connections, each for as long as it lasts; daemon threads of the server's own by default. */
        public Builder executor(Executor newExecutor) {
            executor = Objects.requireNonNull(newExecutor);
            return this;
        }

        private Function<String, Place> places(Transport behind) {
            if (places != null) {
                return places;
            }
            String scheme = behind.schemes().iterator().next();
            return scheme.equals(Place.REGISTRY)
                    ? name -> Place.of(scheme, "localhost/" + name)
                    : name -> Place.of(scheme, name);
        }

        private Executor executor() {
            return executor != null
                    ? executor
                    : Executors.newCachedThreadPool(task -> {
                        Thread thread = new Thread(task, "portolan-registry-connection");
                        thread.setDaemon(true);
                        return thread;
                    });
        }

        /**
         * Opens the port and starts to answer.
         *
         * @throws StorageException when the port cannot be had
         */
        public RegistryServer start() {
            try {
                return new RegistryServer(this);
            } catch (IOException e) {
                throw new StorageException(Problem.of("cannot listen")
                        .at(address.getHostAddress() + ":" + port)
                        .because(String.valueOf(e.getMessage()))
                        .causedBy(e));
            }
        }
    }
}
