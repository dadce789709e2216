package dev.portolan.maven;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.pack.Pack;
import java.io.File;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Attaches a file to an artifact or image that was pushed: by default the SBOM that the CycloneDX plugin wrote. */
@Mojo(name = "attach", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public class AttachMojo extends PortolanMojo {
    /** The reference to attach the file to: {@code registry.example.com/team/app:1.0}. */
    @Parameter(property = "portolan.reference")
    private @Nullable String reference;

    /** The file. */
    @Parameter(property = "portolan.file", defaultValue = "${project.build.directory}/bom.json")
    private File file;

    /** The type of the file; by default {@code application/vnd.cyclonedx+json}, or a type by the file's name. */
    @Parameter(property = "portolan.attach.artifactType")
    private @Nullable String artifactType;

    /** Annotations of the manifest. */
    @Parameter
    private Map<String, String> annotations = Map.of();

    /** Skips this goal. */
    @Parameter(property = "portolan.attach.skip", defaultValue = "false")
    private boolean skipAttach;

    /** Made by Maven. */
    public AttachMojo() {}

    @Override
    boolean skipsGoal() {
        return skipAttach;
    }

    @Override
    @Nullable
    String opens() {
        return reference;
    }

    @Override
    void run(OciClient client) throws MojoExecutionException {
        String subject = required(reference, "reference");
        if (!file.isFile()) {
            throw new MojoExecutionException(
                    file + ": no such file; make it first, such as with cyclonedx:makeBom, or configure <file>");
        }
        String type = artifactType == null ? typeOf(file.getName()) : artifactType;
        CopyResult result = client.at(subject)
                .attach(Artifact.builder()
                        .type(type)
                        .layer(Pack.file(file.toPath(), type).withTitle(file.getName()))
                        .annotations(annotations)
                        .build());
        getLog().info("Attached " + file.getName() + " to " + subject + " as "
                + result.root().digest());
    }

    private static String typeOf(String name) throws MojoExecutionException {
        if (name.endsWith(".spdx.json")) {
            return "application/spdx+json";
        }
        if (name.endsWith(".json")) {
            return "application/vnd.cyclonedx+json";
        }
        if (name.endsWith(".xml")) {
            return "application/vnd.cyclonedx+xml";
        }
        throw new MojoExecutionException(name + ": the type is unknown; configure <artifactType>");
    }
}
