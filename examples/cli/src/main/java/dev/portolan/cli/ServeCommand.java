package dev.portolan.cli;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.testkit.server.Authentication;
import dev.portolan.testkit.server.Fault;
import dev.portolan.testkit.server.RegistryProfile;
import dev.portolan.testkit.server.RegistryServer;
import dev.portolan.testkit.server.RegistryServerBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Serves a registry on the loopback address, until it is ended.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 5;

    @Option(names = "--port", paramLabel = "PORT", description = "the port (default: any that is free)")
    private int port;

    @Option(
            names = "--layout",
            paramLabel = "DIR",
            description = "serve the layout DIR, or keep repositories as layouts below it (default: in memory)")
    private @Nullable Path layout;

    @Option(names = "--auth", paramLabel = "USER:PASSWORD", description = "let only this user in")
    private @Nullable String user;

    @Option(names = "--token", description = "with --auth: by tokens of its own endpoint, in place of Basic")
    private boolean token;

    @Option(names = "--profile", paramLabel = "NAME", description = "take on the ways of a well-known registry")
    private @Nullable String profile;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = "go wrong, such as status=503;method=PUT;nth=2 or delay=50;share=0.1 (can be given again)")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--fault-seed", paramLabel = "N", description = "what a share of faults is drawn from")
    private long faultSeed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RegistryServer server = builder().start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ending, closed)));
            spec.commandLine().getOut().println("Serving " + server.host());
            spec.commandLine().getOut().flush();
            ending.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** On SIGTERM: lets the server close, and then ends the process as one whose work is done. */
    private static void end(CountDownLatch ending, CountDownLatch closed) {
        ending.countDown();
        try {
            if (closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RegistryServerBuilder builder() {
        RegistryServerBuilder builder =
                RegistryServer.builder().port(port).faultSeed(faultSeed).requestsKept(0);
        if (layout != null) {
            builder.transport(LayoutTransport.create()).layouts(layout);
        }
        if (user != null) {
            builder.authentication(authentication(user));
        }
        if (profile != null) {
            builder.profile(RegistryProfile.named(profile));
        }
        faults.stream().map(Fault::parse).forEach(builder::fault);
        return builder;
    }

    private Authentication authentication(String userAndPassword) {
        int colon = userAndPassword.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("--auth takes USER:PASSWORD");
        }
        String name = userAndPassword.substring(0, colon);
        String password = userAndPassword.substring(colon + 1);
        return token ? Authentication.token().user(name, password) : Authentication.basic(name, password);
    }
}
