package dev.portolan.examples.infraartifacts;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.nio.file.Path;

/**
 * Builds, pushes and pulls infrastructure artifacts. All failures are
 * {@link dev.portolan.error.OciException}s.
 */
public final class InfraArtifacts {
    private final OciClient client;

    /** Works through this client, which says where registries are and how to log in. */
    public InfraArtifacts(OciClient client) {
        this.client = client;
    }

    /**
     * An artifact of what is in a directory, but for what {@code IgnoreRules} leave out. The same directory and config
     * give the same artifact each time. Annotations can be added to it before it is pushed.
     *
     * @param config also says which kind of artifact it becomes
     */
    public Artifact build(Path directory, InfraConfig config) {
        ArtifactKind kind = config.kind();
        return Artifact.builder()
                .config(kind.configMediaType(), config.toJson())
                .layer(Pack.directory(directory)
                        .withTitle(".")
                        .withMediaType(kind.layerMediaType())
                        .excluding(IgnoreRules.LEFT_OUT))
                .build();
    }

    /** Pushes an artifact to its reference, and says its digest. */
    public Digest push(String reference, Artifact artifact) {
        return client.push(reference, artifact).root().digest();
    }

    /**
     * Pulls an artifact and unpacks it into a directory. The layer is found by its media type, since other programs
     * do not title theirs. Nothing appears there before everything has been verified; files of the same names are
     * replaced.
     *
     * @throws InvalidManifestException when it is no infrastructure artifact
     */
    public void pull(String reference, Path directory) {
        try (StoredArtifact artifact = open(reference)) {
            Descriptor layer = layer(artifact);
            try (DirectoryTarget target =
                    DirectoryTarget.into(directory, Unpacker.create().withOverwrite(true))) {
                target.write(
                        layer.withAnnotation(Annotations.TITLE, ".").withAnnotation(Annotations.UNPACK, "true"),
                        artifact.content(layer));
            }
        }
    }

    /**
     * The config of an artifact, for which no layer is fetched.
     *
     * @throws InvalidManifestException when it is no infrastructure artifact
     */
    public InfraConfig config(String reference) {
        try (StoredArtifact artifact = open(reference)) {
            return InfraConfig.parse(kind(artifact), artifact.config());
        }
    }

    /** Whether an artifact is there; when the registry cannot say, that is an error and not a "no". */
    public boolean exists(String reference) {
        return client.at(reference).exists();
    }

    /**
     * Gives an artifact another name, in its own repository or another one, with the same digest.
     *
     * @param name a reference; with the tag {@code latest} where it names none
     */
    public void tag(String existing, String name) {
        Reference from = Reference.parse(existing);
        Reference to = Reference.parse(name);
        if (from.name().equals(to.name())) {
            client.at(from).tag(to.tag().orElse(Tag.LATEST).value());
        } else {
            client.at(from).copyTo(to);
        }
    }

    private StoredArtifact open(String reference) {
        StoredArtifact artifact = client.at(reference).artifact();
        try {
            kind(artifact);
            return artifact;
        } catch (RuntimeException e) {
            artifact.close();
            throw e;
        }
    }

    private static Descriptor layer(StoredArtifact artifact) {
        String mediaType = kind(artifact).layerMediaType();
        return artifact.layers().stream()
                .filter(layer -> layer.mediaType().equals(mediaType))
                .findFirst()
                .orElseThrow(() -> noSuchArtifact(artifact, "it has no layer of the type " + mediaType));
    }

    private static ArtifactKind kind(StoredArtifact artifact) {
        String mediaType = artifact.manifest().config().mediaType();
        return ArtifactKind.ofConfigMediaType(mediaType)
                .orElseThrow(() -> noSuchArtifact(artifact, "its config is of the type " + mediaType));
    }

    private static InvalidManifestException noSuchArtifact(StoredArtifact artifact, String reason) {
        return new InvalidManifestException(
                Problem.of("manifest " + artifact.manifest().digest() + " is not an infrastructure artifact")
                        .because(reason));
    }
}
