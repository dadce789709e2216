package dev.portolan.examples.infraartifacts;

import java.util.Map;

/**
 * The config of a datacenter.
 *
 * @param schemaVersion the version of the datacenter's own format
 * @param name its name
 * @param moduleArtifacts references of its modules, by their names
 * @param sourceHash the hash of the source that it was built from
 * @param buildTime when it was built; empty for builds that are the same each time
 */
public record DatacenterConfig(
        String schemaVersion, String name, Map<String, String> moduleArtifacts, String sourceHash, String buildTime)
        implements InfraConfig {

    /** Copies the map. */
    public DatacenterConfig {
        moduleArtifacts = Map.copyOf(moduleArtifacts);
    }

    @Override
    public ArtifactKind kind() {
        return ArtifactKind.DATACENTER;
    }
}
