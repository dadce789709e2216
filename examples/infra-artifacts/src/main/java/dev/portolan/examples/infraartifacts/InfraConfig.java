package dev.portolan.examples.infraartifacts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an artifact says of itself. In JSON the fields have the names of the records' components; empty ones are left
 * out, and missing ones are empty.
 */
public sealed interface InfraConfig permits ComponentConfig, DatacenterConfig, ModuleConfig {

    /** The kind of artifact that this describes. */
    ArtifactKind kind();

    /** The config as JSON; the same bytes for the same config. */
    default byte[] toJson() {
        return Json.MAPPER.writeValueAsBytes(this);
    }

    /**
     * Reads a config.
     *
     * @throws InvalidManifestException when it is not one of this kind
     */
    static InfraConfig parse(ArtifactKind kind, byte[] json) {
        Problem problem = Problem.of("not the config of a " + kind.id());
        try {
            Optional<InfraConfig> config = Optional.ofNullable(Json.MAPPER.readValue(json, kind.configType()));
            return config.orElseThrow(() -> new InvalidManifestException(problem.because("it is null")));
        } catch (JacksonException e) {
            throw new InvalidManifestException(
                    problem.because(e.getOriginalMessage()).causedBy(e));
        }
    }

    /** How configs are read and written. */
    final class Json {
        private static final JsonMapper MAPPER = JsonMapper.builder()
                .changeDefaultPropertyInclusion(
                        inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_EMPTY))
                .changeDefaultNullHandling(handling -> JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();

        private Json() {}
    }
}
