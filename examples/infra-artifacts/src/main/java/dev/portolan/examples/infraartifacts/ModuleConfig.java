package dev.portolan.examples.infraartifacts;

import java.util.Map;

/**
 * The config of a module.
 *
 * @param plugin what runs it: {@code pulumi}, {@code opentofu} or {@code native}
 * @param name its name
 * @param inputs the types of what it takes, by name
 * @param outputs the types of what it gives, by name
 * @param sourceHash the hash of the source that it was built from
 * @param buildTime when it was built; empty for builds that are the same each time
 */
public record ModuleConfig(
        String plugin,
        String name,
        Map<String, String> inputs,
        Map<String, String> outputs,
        String sourceHash,
        String buildTime)
        implements InfraConfig {

    /** Copies the maps. */
    public ModuleConfig {
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
    }

    @Override
    public ArtifactKind kind() {
        return ArtifactKind.MODULE;
    }
}
