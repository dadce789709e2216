package com.example.modules;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;

/** Pushes a directory, compressed with zstd, and copies it into an archive. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectory(Path.of("site"));
        Files.writeString(Path.of("site/index.html"), "<h1>Ahoy</h1>");
        var http =
                HttpTransport.builder().credentials(DefaultCredentials.create()).build();
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(http, OciArchiveTransport.create())) {
            var layer = Pack.directory(Path.of("site")).withCompression(Compression.ZSTD);
            client.push(
                    registry.host() + "/demo/site:v1",
                    Artifact.builder().layer(layer).build());
            client.copy(registry.host() + "/demo/site:v1", "oci-archive:site.tar:v1");
            expect(client.at("oci-archive:site.tar:v1").exists());
        }
        expect(Main.class.getModule().isNamed() && OciClient.class.getModule().isNamed());
        // A provider of file systems is found through its module descriptor.
        expect(FileSystemProvider.installedProviders().stream()
                .anyMatch(provider -> provider.getClass().getName().startsWith("dev.portolan.archive")));
        System.out.println("the modules work");
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
