package dev.portolan.examples.quickstart;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Wires the application twice, by hand and with Dagger, and runs it on registries of its own. */
public final class Main {
    private Main() {}

    /** Runs on a directory of its own making. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("quickstart");
        run(work, System.out);
    }

    static OciClient byHand() {
        return OciClient.of(
                HttpTransport.builder().credentials(DefaultCredentials.create()).build(),
                LayoutTransport.create(),
                OciArchiveTransport.create());
    }

    static OciClient withDagger() {
        OciClient client = OciClient.builder()
                .transports(DaggerPorts.create().transports())
                .build();
        return client;
    }

    static void run(Path work, PrintStream out) throws IOException {
        Path site = Files.createDirectory(work.resolve("site"));
        Files.writeString(site.resolve("index.html"), "<h1>Ahoy</h1>\n");
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer inside = RegistryServer.start()) {
            String published = registry.host() + "/demo/site:v1";
            try (OciClient client = byHand()) {
                out.println("Published " + new Site(client).publish(site, published));
                new Site(client).fetch(published, work.resolve("pulled"));
                out.println("Pulled into " + work.resolve("pulled"));
            }
            try (OciClient client = withDagger()) {
                String arrived = inside.host() + "/demo/site:v1";
                new Site(client).carry(published, work.resolve("site.tar"), arrived);
                out.println("Copied to " + arrived + " as "
                        + client.at(arrived).resolve().digest());
            }
        }
    }
}
