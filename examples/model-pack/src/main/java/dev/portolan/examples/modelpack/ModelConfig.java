package dev.portolan.examples.modelpack;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of the model's config that this example uses.
 *
 * @param name what people call the model
 * @param format how the weights are stored: {@code safetensors}
 * @param paramSize the number of parameters: {@code 8b}
 */
public record ModelConfig(String name, String format, String paramSize) {
    static final String MEDIA_TYPE = "application/vnd.cncf.model.config.v1+json";

    /** The JSON of the specification; the digests are those of the layers, as none is compressed. */
    byte[] json(List<String> layerDigests) {
        return JsonMapper.shared()
                .writeValueAsBytes(Map.of(
                        "descriptor", Map.of("name", name),
                        "modelfs", Map.of("type", "layers", "diffIds", layerDigests),
                        "config", Map.of("format", format, "paramSize", paramSize)));
    }

    static ModelConfig parse(byte[] json) {
        JsonNode config = JsonMapper.shared().readTree(json);
        return new ModelConfig(
                config.at("/descriptor/name").asString(""),
                config.at("/config/format").asString(""),
                config.at("/config/paramSize").asString(""));
    }
}
