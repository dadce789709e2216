package dev.portolan.examples.modelpack;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file of a model is for. */
enum LayerKind {
    /** The parameters. */
    WEIGHT("weight"),
    /** What a program needs to load them: architecture, tokenizer. */
    WEIGHT_CONFIG("weight.config"),
    /** For people. */
    DOC("doc"),
    /** Programs. */
    CODE("code"),
    /** What it was trained or tested with. */
    DATASET("dataset");

    /** Not packed and not compressed, so that a part can be read by range. */
    private static final String RAW = ".v1.raw";

    private static final List<String> WEIGHTS = List.of(".safetensors", ".gguf", ".bin", ".pt", ".pth", ".onnx");
    private static final List<String> CONFIGS = List.of(".json", ".txt", ".model", ".yaml", ".yml", ".jinja");
    private static final List<String> DOCS = List.of(".md", ".pdf", ".png", ".jpg");
    private static final List<String> PROGRAMS = List.of(".py", ".sh", ".ipynb", ".java");

    private final String name;

    LayerKind(String name) {
        this.name = name;
    }

    String mediaType() {
        return "application/vnd.cncf.model." + name + RAW;
    }

    /** Decides by the path within the model's directory. */
    static LayerKind of(Path file) {
        if (file.getNameCount() > 1 && file.getName(0).toString().matches("data(sets?)?")) {
            return DATASET;
        }
        String last = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (WEIGHTS.stream().anyMatch(last::endsWith)) {
            return WEIGHT;
        }
        if (PROGRAMS.stream().anyMatch(last::endsWith)) {
            return CODE;
        }
        if (DOCS.stream().anyMatch(last::endsWith) || last.startsWith("license") || last.startsWith("readme")) {
            return DOC;
        }
        return CONFIGS.stream().anyMatch(last::endsWith) ? WEIGHT_CONFIG : DATASET;
    }
}
