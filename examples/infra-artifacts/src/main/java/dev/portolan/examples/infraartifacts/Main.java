package dev.portolan.examples.infraartifacts;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Annotations;
import dev.portolan.model.Digest;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A component from its directory to a registry, and from there to another directory. */
public final class Main {
    private Main() {}

    /** Runs on a component of its own making, or on the directory that is named; the registry is in this program. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("infra-artifacts");
        Path component = args.length > 0 ? Path.of(args[0]) : sample(work.resolve("my-component"));
        try (RegistryServer registry = RegistryServer.start()) {
            run(component, registry.host() + "/myorg/api", work.resolve("downloaded"), System.out);
        }
    }

    static void run(Path component, String repository, Path downloaded, PrintStream out) {
        try (OciClient client = OciClient.of(
                HttpTransport.builder().credentials(DefaultCredentials.create()).build())) {
            InfraArtifacts artifacts = new InfraArtifacts(client);

            Artifact built = artifacts.build(component, ComponentConfig.of("v1", "api", "API component")).toBuilder()
                    .annotation(Annotations.DESCRIPTION, "API component")
                    .build();
            Digest digest = artifacts.push(repository + ":v1.0.0", built);
            out.println("Pushed: " + repository + ":v1.0.0");
            out.println("Digest: " + digest);

            artifacts.tag(repository + ":v1.0.0", repository + ":latest");
            out.println("Tags: " + client.at(repository).tags());

            out.println("Config: " + artifacts.config(repository + ":latest"));
            out.println("Exists: " + artifacts.exists(repository + ":v1.0.0"));
            out.println("Exists v2: " + artifacts.exists(repository + ":v2.0.0"));

            artifacts.pull(repository + ":v1.0.0", downloaded);
            out.println("Pulled into " + downloaded);
        }
    }

    /** A sample directory, as on a developer's machine. */
    static Path sample(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("src"));
        Files.createDirectories(directory.resolve("node_modules/left-pad"));
        Files.writeString(directory.resolve("architect.yml"), "name: api\nservices:\n  api:\n    port: 8080\n");
        Files.writeString(directory.resolve("src/main.js"), "console.log('hello');\n");
        Files.writeString(directory.resolve(".env.example"), "PORT=8080\n");
        Files.writeString(directory.resolve(".env"), "SECRET=do not publish\n");
        Files.writeString(directory.resolve("node_modules/left-pad/index.js"), "// not needed by others\n");
        return directory;
    }
}
