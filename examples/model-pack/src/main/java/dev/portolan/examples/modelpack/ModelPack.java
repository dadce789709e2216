package dev.portolan.examples.modelpack;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.fs.pack.FileLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Models in registries, as the CNCF ModelPack specification describes them. */
public final class ModelPack {
    static final String ARTIFACT_TYPE = "application/vnd.cncf.model.manifest.v1+json";
    static final String FILE_PATH = "org.cncf.model.filepath";

    private final OciClient client;

    /** Works through this client. */
    public ModelPack(OciClient client) {
        this.client = client;
    }

    /** Pushes a directory, one layer per file. */
    public Digest push(String reference, Path directory, ModelConfig config) throws IOException {
        List<FileLayer> layers = new ArrayList<>();
        for (Path file : files(directory)) {
            String path = directory.relativize(file).toString().replace('\\', '/');
            LayerKind kind = LayerKind.of(directory.relativize(file));
            layers.add(Pack.file(file, kind.mediaType()).withTitle(path).withAnnotation(FILE_PATH, path));
        }
        List<String> digests = layers.stream()
                .map(layer -> layer.descriptor().orElseThrow().digest().toString())
                .toList();
        Artifact model = Artifact.builder()
                .type(ARTIFACT_TYPE)
                .config(ModelConfig.MEDIA_TYPE, config.json(digests))
                .layers(layers)
                .build();
        return client.push(reference, model).root().digest();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Pulls all files into a directory. */
    public void pull(String reference, Path directory) {
        try (ModelTarget target = new ModelTarget(DirectoryTarget.into(directory))) {
            client.pull(reference, target);
        }
    }

    /** Reads the config; no layer is downloaded. */
    public ModelConfig config(String reference) {
        try (StoredArtifact model = client.at(reference).artifact()) {
            return ModelConfig.parse(model.config());
        }
    }

    /**
     * Opens a safetensors file in place: its header is downloaded, and of its tensors only those that are read.
     *
     * @param path the file's path within the model
     */
    public SafetensorsFile open(String reference, String path) {
        Descriptor layer;
        try (StoredArtifact model = client.at(reference).artifact()) {
            layer = model.layers().stream()
                    .filter(each -> each.annotation(FILE_PATH).orElse("").equals(path))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(reference + " has no file " + path));
        }
        Repository repository = client.open(reference);
        return SafetensorsFile.open(repository, layer);
    }
}
