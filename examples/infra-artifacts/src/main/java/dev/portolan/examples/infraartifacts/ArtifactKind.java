package dev.portolan.examples.infraartifacts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of infrastructure artifact, each with its media types. */
public enum ArtifactKind {
    /** A deployable part of an application. */
    COMPONENT(ComponentConfig.class),
    /** A place where components run. */
    DATACENTER(DatacenterConfig.class),
    /** Infrastructure code that a datacenter is made of. */
    MODULE(ModuleConfig.class);

    private final Class<? extends InfraConfig> configType;

    ArtifactKind(Class<? extends InfraConfig> configType) {
        this.configType = configType;
    }

    /** The kind's name: {@code component}, {@code datacenter} or {@code module}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The media type of the config, which says what the artifact is. */
    public String configMediaType() {
        return "application/vnd.architect." + id() + ".config.v1+json";
    }

    /** The media type of the layer: a tar, compressed with gzip, of what is in the directory. */
    public String layerMediaType() {
        return "application/vnd.architect." + id() + ".layer.v1.tar+gzip";
    }

    /** The record that the config is read into. */
    Class<? extends InfraConfig> configType() {
        return configType;
    }

    /** The kind whose config has this media type. */
    public static Optional<ArtifactKind> ofConfigMediaType(String mediaType) {
        return Arrays.stream(values())
                .filter(kind -> kind.configMediaType().equals(mediaType))
                .findFirst();
    }
}
