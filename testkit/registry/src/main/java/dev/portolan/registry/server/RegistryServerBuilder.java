package dev.portolan.registry.server;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.wire.Listener;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
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
import org.jspecify.annotations.Nullable;

/** What a {@link RegistryServer} is to be like. Without a word it is one in memory, on a free port, open to all. */
public final class RegistryServerBuilder {

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

    @Nullable
    RateLimit rateLimit;

    Authentication authentication = Authentication.none();
    long faultSeed;
    int requestsKept = 10_000;
    final List<Fault> faults = new ArrayList<>();
    private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
    Consumer<String> failures = failure -> {};
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Function<String, Reference> places;
    private @Nullable LayoutDirectory layouts;
    private boolean clientCertificates;
    private int limitedRequests;
    private Duration limitWindow = Duration.ZERO;

    RegistryServerBuilder() {}

    /** The port; 0, which is the default, takes any that is free. */
    public RegistryServerBuilder port(int newPort) {
        port = newPort;
        return this;
    }

    /** The address to listen on; the loopback address by default, so that no other machine can connect. */
    public RegistryServerBuilder address(InetAddress newAddress) {
        address = Objects.requireNonNull(newAddress);
        return this;
    }

    /**
     * What lies behind: memory of the server's own by default. A transport that is given here is left open when the
     * server ends.
     */
    public RegistryServerBuilder transport(Transport newTransport) {
        transport = Objects.requireNonNull(newTransport);
        return this;
    }

    /**
     * Which place of the transport a repository is, by its name. By default the location is the name itself, in the
     * scheme of the transport; for layouts, say where they lie:
     * {@code name -> Reference.of(Reference.OCI_LAYOUT, "/srv/oci/" + name)}. Names are those of distribution-spec: of
     * lower-case letters, digits, separators and slashes, and never with a part such as {@code ..}.
     */
    public RegistryServerBuilder places(Function<String, Reference> newPlaces) {
        places = Objects.requireNonNull(newPlaces);
        return this;
    }

    /**
     * Serves the layouts of a directory. Where the directory itself is a layout, every repository name is that layout;
     * otherwise each repository is the layout at its name below the directory, made by the first push. Needs a
     * {@link #transport} that opens {@link Reference#OCI_LAYOUT}.
     */
    public RegistryServerBuilder layouts(Path newDirectory) {
        layouts = new LayoutDirectory(newDirectory);
        return places(layouts::reference);
    }

    /**
     * The directory for uploads in several chunks until they are whole. By default they are kept in memory when the
     * content is, and otherwise in the system's directory for temporary files once they outgrow 1 MiB, or
     * all of them together 16 MiB.
     */
    public RegistryServerBuilder spoolDirectory(Path directory) {
        spoolDirectory = Objects.requireNonNull(directory);
        return this;
    }

    /** What runs the connections, each for as long as it lasts; daemon threads of the server's own by default. */
    public RegistryServerBuilder executor(Executor newExecutor) {
        executor = Objects.requireNonNull(newExecutor);
        return this;
    }

    /** Who may do what, and how they show who they are. */
    public RegistryServerBuilder authentication(Authentication newAuthentication) {
        authentication = Objects.requireNonNull(newAuthentication);
        return this;
    }

    /** Speaks TLS, with a certificate of this authority for {@code localhost}, loopback, and the server's address. */
    public RegistryServerBuilder tls(CertificateAuthority newAuthority) {
        authority = Objects.requireNonNull(newAuthority);
        return this;
    }

    /** Asks clients for a certificate of the authority too, and hangs up on those that show none. */
    public RegistryServerBuilder clientCertificates(boolean needed) {
        clientCertificates = needed;
        return this;
    }

    /** Takes on the ways of a well-known registry, beside the quirks that were named already. */
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
     * Tells somebody of each request that fails with a 5xx answer, except faults, which are on purpose; nobody by default.
     *
     * @param listener takes one line with method, path, status and reason; called from the thread of the request
     */
    public RegistryServerBuilder failures(Consumer<String> listener) {
        failures = Objects.requireNonNull(listener);
        return this;
    }

    /** Adds a warning to every answer (distribution-spec, "Warnings"). */
    public RegistryServerBuilder warning(String text) {
        warnings.add(text);
        return this;
    }

    /** Takes so many requests, at least 1, in so much time, and answers 429 with {@code Retry-After} to more. */
    public RegistryServerBuilder rateLimit(int requests, Duration window) {
        if (requests < 1) {
            throw new IllegalArgumentException("a rate limit of " + requests + " requests");
        }
        limitedRequests = requests;
        limitWindow = Objects.requireNonNull(window);
        return this;
    }

    /** Adds a fault, which happens from the start. */
    public RegistryServerBuilder fault(Fault fault) {
        faults.add(Objects.requireNonNull(fault));
        return this;
    }

    /** The seed from which faults with a share are drawn; 0 by default. */
    public RegistryServerBuilder faultSeed(long seed) {
        faultSeed = seed;
        return this;
    }

    /** How many requests the log keeps: 10,000 by default, 0 for none. */
    public RegistryServerBuilder requestsKept(int count) {
        requestsKept = count;
        return this;
    }

    Optional<RateLimit> rateLimit() {
        return limitedRequests == 0 ? Optional.empty() : Optional.of(new RateLimit(limitedRequests, limitWindow));
    }

    ServerBehavior manners() {
        return new ServerBehavior(Set.copyOf(quirks), List.copyOf(warnings));
    }

    Repositories repositories(Transport behind) {
        return new Repositories(behind, places(behind), layouts == null ? Optional.empty() : Optional.of(layouts));
    }

    private Function<String, Reference> places(Transport behind) {
        if (places != null) {
            return places;
        }
        String scheme = behind.schemes().iterator().next();
        return scheme.equals(Reference.REGISTRY)
                ? name -> Reference.of(scheme, "localhost/" + name)
                : name -> Reference.of(scheme, name);
    }

    SpoolMemory spoolMemory(Transport behind) {
        return behind instanceof InMemoryTransport && spoolDirectory == null
                ? SpoolMemory.unbounded()
                : SpoolMemory.small();
    }

    Optional<Listener.Tls> tls() {
        return Optional.ofNullable(authority)
                .map(issuer -> new Listener.Tls(
                        issuer.issue("localhost", "localhost", "127.0.0.1", "::1", address.getHostAddress())
                                .context(),
                        clientCertificates));
    }

    /** The host by which clients reach the server. */
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
