package dev.portolan.maven;

import dev.portolan.OciClient;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Writes an artifact to an OCI layout: the files of the build, or an artifact of a registry. */
@Mojo(name = "export-layout", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public class ExportLayoutMojo extends PackMojo {
    /** The reference to copy from a registry; by default, the files of the build are packed. */
    @Parameter(property = "portolan.from")
    private @Nullable String from;

    /** The directory of the layout; it may exist, and then the artifact is added. */
    @Parameter(property = "portolan.layout", defaultValue = "${project.build.directory}/oci-layout")
    private File layout;

    /** The artifact's tag in the layout. */
    @Parameter(property = "portolan.tag", defaultValue = "${project.version}")
    private String tag;

    /** Skips this goal. */
    @Parameter(property = "portolan.export.skip", defaultValue = "false")
    private boolean skipExport;

    /** Made by Maven. */
    public ExportLayoutMojo() {}

    @Override
    boolean skipsGoal() {
        return skipExport;
    }

    @Override
    @Nullable
    String opens() {
        return from;
    }

    @Override
    void run(OciClient client) throws IOException, MojoExecutionException {
        Files.createDirectories(
                Objects.requireNonNull(layout.toPath().toAbsolutePath().getParent()));
        String to = "oci-layout:" + layout + ":" + tag;
        Descriptor written = from == null
                ? client.push(to, pack()).root()
                : client.at(Reference.parse(from)).copyTo(to).root();
        getLog().info("Exported " + written.digest() + " to " + layout + " as " + tag);
    }
}
