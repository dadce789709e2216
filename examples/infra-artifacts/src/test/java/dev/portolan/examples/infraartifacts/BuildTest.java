package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Building, for which no registry is needed. */
class BuildTest {
    private static final InfraConfig CONFIG = ComponentConfig.of("v1", "api", "API component");

    @TempDir
    Path temp;

    private final InfraArtifacts artifacts = new InfraArtifacts(OciClient.of(InMemoryTransport.asRegistry()));

    @ParameterizedTest
    @MethodSource("dev.portolan.examples.infraartifacts.Configs#all")
    void an_artifact_has_the_media_types_of_its_kind(InfraConfig config) throws IOException {
        ImageManifest manifest =
                artifacts.build(Main.sample(temp.resolve("dir")), config).pack().manifest();

        assertThat(manifest.config().mediaType()).isEqualTo(config.kind().configMediaType());
        assertThat(manifest.layers())
                .extracting(Descriptor::mediaType)
                .containsExactly(config.kind().layerMediaType());
    }

    @Test
    void files_of_tools_and_hidden_files_are_left_out() throws IOException {
        Path dir = temp.resolve("dir");
        for (String name : List.of(
                ".terraform",
                ".git",
                "node_modules",
                ".next",
                "__pycache__",
                ".venv",
                "venv",
                ".cache",
                "dist",
                "build",
                ".idea")) {
            Files.createDirectories(dir.resolve(name).resolve("below"));
            Files.createDirectories(dir.resolve("src").resolve(name));
            Files.writeString(dir.resolve(name).resolve("below/file"), "x");
        }
        for (String name :
                List.of(".DS_Store", ".env", ".env.example", ".dockerignore", "main.tf", "building", "a.venv")) {
            Files.writeString(dir.resolve(name), name);
        }

        unpack(artifacts.build(dir, CONFIG).pack(), temp.resolve("out"));

        try (Stream<Path> found = Files.walk(temp.resolve("out"))) {
            assertThat(found.map(path -> temp.resolve("out").relativize(path).toString()))
                    .containsExactlyInAnyOrder(
                            "", ".dockerignore", ".env.example", "a.venv", "building", "main.tf", "src");
        }
    }

    @Test
    void the_same_directory_always_gives_the_same_digest() throws IOException {
        Path here = Main.sample(temp.resolve("here"));
        Path there = Main.sample(temp.resolve("there"));
        try (Stream<Path> paths = Files.walk(there)) {
            for (Path path : paths.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
            }
        }

        assertThat(artifacts.build(there, CONFIG).pack().manifest().digest())
                .isEqualTo(artifacts.build(here, CONFIG).pack().manifest().digest());
    }

    @Test
    void another_file_gives_another_digest() throws IOException {
        Path dir = Main.sample(temp.resolve("dir"));
        Artifact before = artifacts.build(dir, CONFIG);
        ImageManifest manifest = before.pack().manifest();

        Files.writeString(dir.resolve("src/main.js"), "changed");

        assertThat(artifacts.build(dir, CONFIG).pack().manifest()).isNotEqualTo(manifest);
    }

    private static void unpack(PackedArtifact packed, Path directory) {
        try (DirectoryTarget target = DirectoryTarget.into(directory)) {
            packed.manifest().layers().forEach(layer -> target.write(layer, packed.content(layer)));
        }
    }
}
