package dev.portolan.examples.modelpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.content.Content;
import dev.portolan.fs.pack.Pack;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.RequestEvent;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On every registry. */
abstract class ModelPackTest {
    private static final ModelConfig CONFIG = new ModelConfig("tiny", "safetensors", "1k");

    @TempDir
    Path temp;

    private final List<RequestEvent> requests = new CopyOnWriteArrayList<>();
    private OciClient client;
    private ModelPack models;
    private String reference;

    abstract String host();

    @BeforeEach
    void open() {
        client = OciClient.of(HttpTransport.builder().listener(requests::add).build());
        models = new ModelPack(client);
        reference = host() + "/models/" + UUID.randomUUID() + ":v1";
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_directory_has_the_media_types_and_annotations_of_the_specification() throws IOException {
        models.push(reference, Main.sample(temp.resolve("model"), 10), CONFIG);

        try (StoredArtifact model = client.at(reference).artifact()) {
            assertThat(model.manifest().artifactType()).contains("application/vnd.cncf.model.manifest.v1+json");
            assertThat(model.manifest().config().mediaType()).isEqualTo("application/vnd.cncf.model.config.v1+json");
            assertThat(model.layers())
                    .extracting(layer ->
                            entry(layer.annotation("org.cncf.model.filepath").orElseThrow(), layer.mediaType()))
                    .containsExactlyInAnyOrder(
                            entry("README.md", "application/vnd.cncf.model.doc.v1.raw"),
                            entry("config.json", "application/vnd.cncf.model.weight.config.v1.raw"),
                            entry("data/train.csv", "application/vnd.cncf.model.dataset.v1.raw"),
                            entry("model.safetensors", "application/vnd.cncf.model.weight.v1.raw"),
                            entry("run.py", "application/vnd.cncf.model.code.v1.raw"));
            assertThat(new String(model.config(), StandardCharsets.UTF_8))
                    .contains(model.layers().get(0).digest().toString());
        }
        assertThat(models.config(reference)).isEqualTo(CONFIG);
    }

    @Test
    void a_pulled_directory_is_the_same_as_the_pushed_one() throws IOException {
        Path model = Main.sample(temp.resolve("model"), 10);
        Files.writeString(model.resolve("README.txt"), Files.readString(model.resolve("README.md")));
        models.push(reference, model, CONFIG);

        models.pull(reference, temp.resolve("pulled"));

        for (String file : List.of("README.md", "README.txt", "data/train.csv", "model.safetensors", "run.py")) {
            assertThat(temp.resolve("pulled").resolve(file)).hasSameBinaryContentAs(model.resolve(file));
        }
    }

    @Test
    void one_tensor_is_read_without_the_rest_of_its_file() throws IOException {
        int numbers = 2_000_000;
        models.push(reference, Main.sample(temp.resolve("model"), numbers), CONFIG);
        requests.clear();

        byte[] bias;
        try (SafetensorsFile file = models.open(reference, "model.safetensors")) {
            Tensor tensor = file.tensor("bias").orElseThrow();
            assertThat(tensor.type()).isEqualTo("F32");
            assertThat(tensor.shape()).containsExactly(3L);
            bias = file.read(tensor);
        }

        ByteBuffer values = ByteBuffer.wrap(bias).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new float[] {values.getFloat(), values.getFloat(), values.getFloat()})
                .containsExactly(0.5f, 1.5f, 2.5f);
        List<RequestEvent> ranges = requests.stream()
                .filter(request -> request.uri().getPath().contains("/blobs/"))
                .toList();
        assertThat(ranges).hasSize(2).allMatch(request -> request.status() == 206);
        assertThat(ranges.stream().mapToLong(RequestEvent::received).sum()).isLessThan(numbers * 4L / 20);
    }

    @Test
    void a_header_longer_than_the_first_read_costs_one_more_request() throws IOException {
        Path model = Files.createDirectories(temp.resolve("model"));
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"note\":\"" + "x".repeat(300_000) + "\"}");
        header.append(",\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}");
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        Files.write(
                model.resolve("long.safetensors"),
                ByteBuffer.allocate(json.length + 10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .put(new byte[] {7, 8})
                        .array());
        models.push(reference, model, CONFIG);

        try (SafetensorsFile file = models.open(reference, "long.safetensors")) {
            assertThat(file.read(file.tensor("a").orElseThrow())).containsExactly(7, 8);
        }
    }

    @Test
    void a_file_that_is_not_safetensors_is_refused() throws IOException {
        models.push(reference, Main.sample(temp.resolve("model"), 10), CONFIG);

        assertThatThrownBy(() -> models.open(reference, "README.md"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a safetensors file");
        assertThatThrownBy(() -> models.open(reference, "absent")).hasMessageContaining("has no file absent");
    }

    @Test
    void tars_and_paths_of_other_programs_are_unpacked() throws IOException {
        Path tree = Files.createDirectories(temp.resolve("tree/docs"));
        Files.writeString(tree.resolve("guide.md"), "read me");
        Artifact model = Artifact.builder()
                .type(ModelPack.ARTIFACT_TYPE)
                .layer(Pack.directory(temp.resolve("tree"))
                        .withTitle(".")
                        .withMediaType("application/vnd.cncf.model.doc.v1.tar+gzip")
                        .withAnnotation(ModelPack.FILE_PATH, "docs/guide.md"))
                .layer(untitled("weights/a.gguf", new byte[] {1, 2, 3}))
                .build();
        client.push(reference, model);

        models.pull(reference, temp.resolve("pulled"));

        assertThat(temp.resolve("pulled/docs/guide.md")).hasContent("read me");
        assertThat(temp.resolve("pulled/weights/a.gguf")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void a_path_cannot_leave_the_directory() {
        client.push(
                reference,
                Artifact.builder()
                        .type(ModelPack.ARTIFACT_TYPE)
                        .layer(untitled("../evil.bin", new byte[] {1}))
                        .build());

        assertThatThrownBy(() -> models.pull(reference, temp.resolve("pulled"))).isInstanceOf(RuntimeException.class);
        assertThat(temp.resolve("evil.bin")).doesNotExist();
    }

    private static Layer untitled(String path, byte[] bytes) {
        Descriptor layer = Descriptor.of("application/vnd.cncf.model.weight.v1.raw", bytes)
                .withAnnotation(ModelPack.FILE_PATH, path);
        return Layer.of(layer, Content.of(bytes));
    }

    @Test
    void the_program_runs() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(
                Main.sample(temp.resolve("model"), 10),
                reference,
                temp.resolve("pulled"),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Read 12 bytes of bias, and nothing else");
    }
}
