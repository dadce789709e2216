package dev.portolan.cli;

import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Reference;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The platform whose manifest is selected from an index. */
final class PlatformOption {
    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT][:OSVERSION]",
            split = ",",
            hideParamSyntax = true,
            description = "select this platform's manifest from an index")
    private List<String> platforms = new ArrayList<>();

    /** Returns whether the option was given. */
    boolean isGiven() {
        return !platforms.isEmpty();
    }

    CopyOptions apply(CopyOptions options) {
        return options.toBuilder()
                .platforms(platforms.stream().map(Platform::parse).toList())
                .build();
    }

    /** Returns the manifest of the one platform that was chosen. */
    ImageManifest manifest(Session session, Reference reference) {
        try (StoredArtifact artifact = artifact(session, reference)) {
            return artifact.manifest();
        }
    }

    /** Returns the artifact or image behind a reference; the caller closes it. */
    StoredArtifact artifact(Session session, Reference reference) {
        if (platforms.size() > 1) {
            throw new IllegalArgumentException("--platform takes one platform here");
        }
        return session.client().at(reference).with(apply(session.copyOptions())).artifact();
    }
}
