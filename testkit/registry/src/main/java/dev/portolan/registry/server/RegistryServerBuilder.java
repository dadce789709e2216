package dev.portolan.registry.server;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A builder of {@link RegistryServer}. By default the registry is in memory, on a free port, and without
 * authentication.
 *
 * @since 0.1.0
 */
public final class RegistryServerBuilder {
    private static final int BACKLOG = 1024;

    InetAddress address = InetAddress.getLoopbackAddress();
    int port;

    @Nullable
    Transport transport;

    @Nullable
    Path spoolDirectory;

    @Nullable
    Executor executor;

    @Nullable
    CertificateAuthority authority;

    Authentication authentication = Authentication.none();
    long faultSeed;
    int requestLogSize = 10_000;
    final List<Fault> faults = new ArrayList<>();
    private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    Consumer<String> failures = failure -> {};
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Function<String, Reference> references;
    private @Nullable LayoutDirectory layouts;
    private boolean clientCertificates;
    private int limitedRequests;
    private Duration limitWindow = Duration.ZERO;

    RegistryServerBuilder() {}

    /** Sets the port; 0, the default, means any free port. */
    public RegistryServerBuilder port(int newPort) {
        port = newPort;
        return this;
    }

    /** Sets the address to listen on; the loopback address by default, so that no other machine can connect. */
    public RegistryServerBuilder address(InetAddress newAddress) {
        address = Objects.requireNonNull(newAddress);
        return this;
    }

    /**
     * Sets the transport that stores the content; the server's own memory by default. The server does not close it.
     */
    public RegistryServerBuilder transport(Transport newTransport) {
        transport = Objects.requireNonNull(newTransport);
        return this;
    }

    /**
     * Sets how the name of a repository is mapped to a reference of the transport. By default the location is the name
     * itself, in the scheme of the transport. For layouts, return their paths: {@code name ->
     * Reference.of(Reference.OCI_LAYOUT, "/srv/oci/" + name)}. Names match the grammar of distribution-spec: lower-case
     * letters, digits, separators and slashes, and never a part such as {@code ..}.
     */
    public RegistryServerBuilder references(Function<String, Reference> newReferences) {
        references = Objects.requireNonNull(newReferences);
        return this;
    }

    /**
     * Serves the layouts in a directory. If the directory itself is a layout, every repository name means that layout.
     * Otherwise each repository is a layout in a subdirectory with its name, created by the first push. Needs a {@link
     * #transport} that opens {@link Reference#OCI_LAYOUT}.
     */
    public RegistryServerBuilder layouts(Path newDirectory) {
        layouts = new LayoutDirectory(newDirectory);
        return references(layouts::reference);
    }

    /**
     * Sets the directory for unfinished uploads in several chunks. By default they are kept in memory if the content
     * is; otherwise in the system's temporary directory as soon as one exceeds 1 MiB, or all of them 16 MiB.
     */
    public RegistryServerBuilder spoolDirectory(Path directory) {
        spoolDirectory = Objects.requireNonNull(directory);
        return this;
    }

    /** Sets the executor for connections, each of which uses one thread; the server's own daemon threads by default. */
    public RegistryServerBuilder executor(Executor newExecutor) {
        executor = Objects.requireNonNull(newExecutor);
        return this;
    }

    /** Sets the users, their permissions and the kind of authentication. */
    public RegistryServerBuilder authentication(Authentication newAuthentication) {
        authentication = Objects.requireNonNull(newAuthentication);
        return this;
    }

    /**
     * Uses TLS, with a certificate of this authority for {@code localhost}, loopback addresses and the server's
     * address.
     */
    public RegistryServerBuilder tls(CertificateAuthority newAuthority) {
        authority = Objects.requireNonNull(newAuthority);
        return this;
    }

    /** Requires client certificates of the same authority. */
    public RegistryServerBuilder clientCertificates(boolean needed) {
        clientCertificates = needed;
        return this;
    }

    /** Imitates a well-known registry, in addition to the other quirks. */
    public RegistryServerBuilder profile(RegistryProfile profile) {
        quirks.addAll(profile.quirks());
        return this;
    }

    /** Adds quirks. */
    public RegistryServerBuilder quirks(Quirk... more) {
        Collections.addAll(quirks, more);
        return this;
    }

    /**
     * Sets a listener for each request that fails with a 5xx response, except for injected faults; none by default.
     *
     * @param listener takes one line with method, path, status and reason; called from the thread of the request
     */
    public RegistryServerBuilder failures(Consumer<String> listener) {
        failures = Objects.requireNonNull(listener);
        return this;
    }

    /** Adds a warning to every response (distribution-spec, "Warnings"). */
    public RegistryServerBuilder warning(String text) {
        warnings.add(text);
        return this;
    }

    /** Limits the number of requests in a time window; further requests get 429 with {@code Retry-After}. */
    public RegistryServerBuilder rateLimit(int requests, Duration window) {
        if (requests < 1) {
            throw new IllegalArgumentException("a rate limit of " + requests + " requests");
        }
        limitedRequests = requests;
        limitWindow = Objects.requireNonNull(window);
        return this;
    }

    /** Adds a fault. */
    public RegistryServerBuilder fault(Fault fault) {
        faults.add(Objects.requireNonNull(fault));
        return this;
    }

    /** Sets the seed for faults with a share; 0 by default. */
    public RegistryServerBuilder faultSeed(long seed) {
        faultSeed = seed;
        return this;
    }

    /** Sets how many requests the log keeps: 10,000 by default, 0 for none. */
    public RegistryServerBuilder requestLogSize(int count) {
        requestLogSize = count;
        return this;
    }

    Optional<RateLimit> rateLimit() {
        return limitedRequests == 0 ? Optional.empty() : Optional.of(new RateLimit(limitedRequests, limitWindow));
    }

    ServerBehavior behavior() {
        return new ServerBehavior(Set.copyOf(quirks), List.copyOf(warnings));
    }

    Repositories repositories(Transport behind) {
        return new Repositories(behind, references(behind), layouts == null ? Optional.empty() : Optional.of(layouts));
    }

    private Function<String, Reference> references(Transport behind) {
        if (references != null) {
            return references;
        }
        String scheme = behind.schemes().iterator().next();
        return scheme.equals(Reference.REGISTRY)
                ? name -> Reference.of(scheme, "localhost/" + name)
                : name -> Reference.of(scheme, name);
    }

    Spool spool(Transport behind) {
        return behind instanceof InMemoryTransport && spoolDirectory == null
                ? Spool.inMemory()
                : Spool.onDisk(spoolDirectory);
    }

    /** Opens a port, 0 for any that is free. */
    ServerSocket listen(int atPort) throws IOException {
        if (authority == null) {
            return new ServerSocket(atPort, BACKLOG, address);
        }
        SSLServerSocket secure = (SSLServerSocket) authority
                .issue("localhost", "localhost", "127.0.0.1", "::1", address.getHostAddress())
                .context()
                .getServerSocketFactory()
                .createServerSocket(atPort, BACKLOG, address);
        secure.setNeedClientAuth(clientCertificates);
        return secure;
    }

    /** Returns the host by which clients reach the server. */
    String hostName() {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return "localhost";
        }
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    Executor executor() {
        return Objects.requireNonNull(executor);
    }

    /**
     * Starts the server.
     *
     * @throws StorageException when the port is not available
     */
    public RegistryServer start() {
        try {
            return new RegistryServer(this);
        } catch (IOException e) {
            throw new StorageException(Problem.of("cannot listen")
                    .at(address.getHostAddress() + ":" + port)
                    .because(String.valueOf(e.getMessage()))
                    .advice("use another port")
                    .causedBy(e));
        }
    }
}
