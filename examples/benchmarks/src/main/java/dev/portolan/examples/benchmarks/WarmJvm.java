package dev.portolan.examples.benchmarks;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Jobs in this JVM, as an application that runs for long does them. */
final class WarmJvm implements AutoCloseable {
    private final OciClient client = OciClient.of(HttpTransport.create(), LayoutTransport.create());

    /** Writes an artifact's files to a folder. */
    void pull(String reference, Path into) {
        try (DirectoryTarget target = DirectoryTarget.into(into)) {
            client.pull(reference, target);
        }
    }

    /** Writes an artifact to a new layout. */
    void copy(String reference, Path into) {
        client.copy(reference, "oci-layout:" + into + ":v1");
    }

    /** Sends files or directories as one artifact. */
    void push(String reference, Path folder, List<String> names) {
        Artifact.Builder artifact = Artifact.builder().type("application/vnd.example.files.v1");
        for (String name : names) {
            Path path = folder.resolve(name);
            artifact.layer(Files.isDirectory(path) ? Pack.directory(path) : Pack.file(path));
        }
        client.push(reference, artifact.build());
    }

    @Override
    public void close() {
        client.close();
    }
}
