package dev.portolan.cli;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.model.Place;
import dev.portolan.testkit.server.RegistryServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        description = "Serves a registry, until it is ended.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "PORT", description = "the port (default: any that is free)")
    private int port;

    @Option(names = "--layout", paramLabel = "DIR", description = "serve the layouts below DIR (default: in memory)")
    private @Nullable Path layout;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        RegistryServer.Builder builder = RegistryServer.builder().port(port);
        if (layout != null) {
            Path root = layout.toAbsolutePath();
            builder.transport(LayoutTransport.create())
                    .places(name ->
                            Place.of(Place.OCI_LAYOUT, root.resolve(name).toString()));
        }
        try (RegistryServer server = builder.start()) {
            CountDownLatch ended = new CountDownLatch(1);
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ended.countDown();
                try {
                    main.join(5_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
            spec.commandLine().getOut().println("Serving " + server.host());
            spec.commandLine().getOut().flush();
            ended.await();
        }
        return 0;
    }
}
