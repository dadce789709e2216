package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.content.Content;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnreachableException;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Infrastructure artifacts in a registry, whichever a subclass starts. */
abstract class InfraArtifactsTest {
    private static final ComponentConfig CONFIG = ComponentConfig.of("v1", "api", "API component");

    @TempDir
    Path temp;

    private final Requests requests = new Requests();
    private OciClient client;
    private InfraArtifacts artifacts;
    private Path component;
    private String repository;

    /** The registry, {@code host:port}. */
    abstract String host();

    @BeforeEach
    void a_component(TestInfo test) throws IOException {
        client = OciClient.of(HttpTransport.builder().listener(requests).build());
        artifacts = new InfraArtifacts(client);
        component = Main.sample(temp.resolve("my-component"));
        repository = host() + "/myorg/" + test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Digest push(InfraConfig config) {
        return artifacts.push(repository + ":v1.0.0", artifacts.build(component, config));
    }

    @ParameterizedTest
    @MethodSource("dev.portolan.examples.infraartifacts.Configs#all")
    void a_push_publishes_config_and_layer_and_returns_the_digest(InfraConfig config) {
        Digest digest = push(config);

        ImageManifest manifest =
                (ImageManifest) client.at(repository + ":v1.0.0").manifest();
        assertThat(manifest.digest()).isEqualTo(digest);
        assertThat(manifest.mediaType()).isEqualTo(MediaTypes.IMAGE_MANIFEST);
        assertThat(manifest.config().mediaType()).isEqualTo(config.kind().configMediaType());
        assertThat(manifest.layers())
                .extracting(Descriptor::mediaType)
                .containsExactly(config.kind().layerMediaType());
    }

    @Test
    void annotations_are_pushed_too() {
        Artifact annotated = artifacts.build(component, CONFIG).toBuilder()
                .annotation(Annotations.DESCRIPTION, "API component")
                .build();

        artifacts.push(repository + ":v1.0.0", annotated);

        assertThat(client.at(repository + ":v1.0.0").manifest().annotations())
                .isEqualTo(Map.of(Annotations.DESCRIPTION, "API component"));
    }

    @Test
    void a_pull_by_tag_or_by_digest_gives_the_same_files() throws IOException {
        Digest digest = push(CONFIG);

        artifacts.pull(repository + ":v1.0.0", temp.resolve("by-tag"));
        artifacts.pull(repository + "@" + digest, temp.resolve("by-digest"));

        Map<String, String> expected = files(component);
        expected.keySet().removeIf(name -> name.equals(".env") || name.startsWith("node_modules"));
        assertThat(expected).hasSize(3);
        assertThat(files(temp.resolve("by-tag"))).isEqualTo(expected);
        assertThat(files(temp.resolve("by-digest"))).isEqualTo(expected);
    }

    @Test
    void a_pull_into_an_existing_directory_replaces_files_and_leaves_others() throws IOException {
        push(CONFIG);
        Path there = Files.createDirectories(temp.resolve("there"));
        Files.writeString(there.resolve("architect.yml"), "old");
        Files.writeString(there.resolve("mine"), "mine");

        artifacts.pull(repository + ":v1.0.0", there);

        assertThat(there.resolve("architect.yml")).hasSameBinaryContentAs(component.resolve("architect.yml"));
        assertThat(there.resolve("mine")).hasContent("mine");
    }

    @Test
    void an_artifact_without_titles_is_unpacked_too() throws IOException {
        PackedArtifact packed = artifacts.build(component, CONFIG).pack();
        ImageManifest untitled = ImageManifest.builder()
                .config(packed.manifest().config())
                .layers(packed.manifest().layers().stream()
                        .map(Descriptor::bare)
                        .toList())
                .build();
        client.at(repository + ":v1.0.0").push(PackedArtifact.of(untitled, packed.blobs()));

        artifacts.pull(repository + ":v1.0.0", temp.resolve("out"));

        assertThat(files(temp.resolve("out"))).containsOnlyKeys("architect.yml", "src/main.js", ".env.example");
    }

    @Test
    void an_artifact_without_its_layer_is_refused() {
        client.push(
                repository + ":v1.0.0",
                Artifact.builder()
                        .config(ArtifactKind.MODULE.configMediaType(), CONFIG.toJson())
                        .build());

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> artifacts.pull(repository + ":v1.0.0", temp.resolve("out")))
                .withMessageContaining(ArtifactKind.MODULE.layerMediaType());
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void any_client_that_unpacks_directories_can_pull_it() throws IOException {
        push(CONFIG);

        try (DirectoryTarget target = DirectoryTarget.into(temp.resolve("out"))) {
            client.pull(repository + ":v1.0.0", target);
        }

        assertThat(files(temp.resolve("out"))).containsOnlyKeys("architect.yml", "src/main.js", ".env.example");
    }

    @ParameterizedTest
    @MethodSource("dev.portolan.examples.infraartifacts.Configs#all")
    void the_config_is_read_without_fetching_a_layer(InfraConfig config) {
        push(config);
        requests.take();

        assertThat(artifacts.config(repository + ":v1.0.0")).isEqualTo(config);

        ImageManifest manifest =
                (ImageManifest) client.at(repository + ":v1.0.0").manifest();
        assertThat(requests.take())
                .anyMatch(request -> request.contains(manifest.config().digest().toString()))
                .noneMatch(request ->
                        request.contains(manifest.layers().get(0).digest().toString()));
    }

    @Test
    void an_artifact_exists_or_not() {
        push(CONFIG);

        assertThat(artifacts.exists(repository + ":v1.0.0")).isTrue();
        assertThat(artifacts.exists(repository + ":v2.0.0")).isFalse();
        assertThat(artifacts.exists(host() + "/myorg/nothing:v1.0.0")).isFalse();
    }

    @Test
    void unknown_existence_is_an_error() {
        HttpTransport impatient = HttpTransport.builder()
                .defaults(HostConfig.builder().attempts(1).build())
                .build();
        try (OciClient unreachable = OciClient.of(impatient)) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> new InfraArtifacts(unreachable).exists("localhost:1/myorg/api:v1.0.0"));
        }
    }

    @Test
    void another_tag_has_the_same_digest() {
        Digest digest = push(CONFIG);
        requests.take();

        artifacts.tag(repository + ":v1.0.0", repository + ":latest");

        assertThat(requests.take()).hasSize(3); // GET, HEAD to find whether the tag is right already, PUT
        assertThat(client.at(repository + ":latest").resolve().digest()).isEqualTo(digest);
    }

    @Test
    void a_name_without_a_tag_means_latest() {
        Digest digest = push(CONFIG);

        artifacts.tag(repository + ":v1.0.0", repository);

        assertThat(client.at(repository + ":latest").resolve().digest()).isEqualTo(digest);
    }

    @Test
    void a_name_in_another_repository_has_the_same_digest_too() throws IOException {
        Digest digest = push(CONFIG);

        artifacts.tag(repository + ":v1.0.0", repository + "-copy:v1.0.0");

        assertThat(client.at(repository + "-copy:v1.0.0").resolve().digest()).isEqualTo(digest);
        artifacts.pull(repository + "-copy:v1.0.0", temp.resolve("out"));
        assertThat(files(temp.resolve("out"))).isNotEmpty();
    }

    @Test
    void missing_content_is_not_found() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> artifacts.pull(repository + ":v9", temp.resolve("out")))
                .withMessageContaining("v9");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void another_kind_of_artifact_is_refused() {
        client.push(
                repository + ":image",
                Artifact.builder()
                        .config(MediaTypes.IMAGE_CONFIG, new byte[] {'{', '}'})
                        .build());

        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> artifacts.pull(repository + ":image", temp.resolve("out")))
                .withMessageContaining(MediaTypes.IMAGE_CONFIG);
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> artifacts.config(repository + ":image"));
    }

    @ParameterizedTest
    @EnumSource
    void a_tar_that_leaves_the_directory_is_refused(EvilTar evil) throws IOException {
        Path out = Files.createDirectories(temp.resolve("a/out"));
        Map<String, String> annotations = Map.of(Annotations.TITLE, ".", Annotations.UNPACK, "true");
        byte[] tar = evil.bytes(temp);
        String layerType = ArtifactKind.COMPONENT.layerMediaType();
        client.push(
                repository + ":evil",
                Artifact.builder()
                        .config(ArtifactKind.COMPONENT.configMediaType(), CONFIG.toJson())
                        .layer(Layer.of(Descriptor.of(layerType, tar).withAnnotations(annotations), Content.of(tar)))
                        .build());

        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> artifacts.pull(repository + ":evil", out));
        assertThat(out).isEmptyDirectory();
        assertThat(temp.resolve("a")).isDirectoryNotContaining(path -> !path.equals(out));
        assertThat(temp.resolve("evil")).doesNotExist();
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString();
                files.put(name, Digest.sha256(Files.readAllBytes(file)).hex());
            }
        }
        return files;
    }
}
