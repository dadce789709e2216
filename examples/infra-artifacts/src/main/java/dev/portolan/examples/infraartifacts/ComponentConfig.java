package dev.portolan.examples.infraartifacts;

import java.util.Map;

/**
 * The config of a component.
 *
 * @param schemaVersion the version of the component's own format
 * @param name its name
 * @param description what it is, in words
 * @param childArtifacts references of what belongs to it, by kind of resource
 * @param sourceHash the hash of the source that it was built from
 * @param buildTime when it was built; empty for builds that are the same each time
 */
public record ComponentConfig(
        String schemaVersion,
        String name,
        String description,
        Map<String, String> childArtifacts,
        String sourceHash,
        String buildTime)
        implements InfraConfig {

    /** Copies the map. */
    public ComponentConfig {
        childArtifacts = Map.copyOf(childArtifacts);
    }

    /** A component that says no more than this. */
    public static ComponentConfig of(String schemaVersion, String name, String description) {
        return new ComponentConfig(schemaVersion, name, description, Map.of(), "", "");
    }

    @Override
    public ArtifactKind kind() {
        return ArtifactKind.COMPONENT;
    }
}
