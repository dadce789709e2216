import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the program of the README with two registries, and then uses zstd. */
public final class Run {
    private Run() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectory(Path.of("site"));
        Files.writeString(Path.of("site/index.html"), "<h1>Ahoy</h1>");
        try (RegistryServer outside = RegistryServer.start();
                RegistryServer inside = RegistryServer.start()) {
            System.setProperty("outside", outside.host());
            System.setProperty("inside", inside.host());
            Example.main(args);
            expect(Files.readString(Path.of("out/site/index.html")).equals("<h1>Ahoy</h1>"));
            try (OciClient client = OciClient.of(HttpTransport.create())) {
                expect(client.at(inside.host() + "/demo/site:v1").exists());
                zstd(client, outside.host() + "/demo/zstd:v1");
            }
        }
        System.out.println("the program of the README works");
    }

    private static void zstd(OciClient client, String reference) {
        var layer = Pack.directory(Path.of("site")).withCompression(Compression.ZSTD);
        client.push(reference, Artifact.builder().layer(layer).build());
        try (var target = DirectoryTarget.into(Path.of("zstd"))) {
            client.pull(reference, target);
        }
        expect(Files.exists(Path.of("zstd/site/index.html")));
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
