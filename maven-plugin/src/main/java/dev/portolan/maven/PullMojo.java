package dev.portolan.maven;

import dev.portolan.OciClient;
import dev.portolan.copy.CopyResult;
import dev.portolan.fs.unpack.DirectoryTarget;
import java.io.File;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Pulls the files of an artifact into a directory. */
@Mojo(name = "pull", defaultPhase = LifecyclePhase.GENERATE_RESOURCES, requiresProject = false, threadSafe = true)
public class PullMojo extends PortolanMojo {
    /** The reference to pull: {@code registry.example.com/team/rules:v3}, or one with a digest. */
    @Parameter(property = "portolan.reference")
    private @Nullable String reference;

    /** The directory for the files. */
    @Parameter(property = "portolan.directory", defaultValue = "${project.build.directory}/portolan")
    private File directory;

    /** Skips this goal. */
    @Parameter(property = "portolan.pull.skip", defaultValue = "false")
    private boolean skipPull;

    /** Made by Maven. */
    public PullMojo() {}

    @Override
    boolean skipsGoal() {
        return skipPull;
    }

    @Override
    @Nullable
    String opens() {
        return reference;
    }

    @Override
    void run(OciClient client) throws MojoExecutionException {
        String what = required(reference, "reference");
        try (DirectoryTarget target = DirectoryTarget.into(directory.toPath())) {
            CopyResult result = client.pull(what, target);
            getLog().info("Pulled " + what + " (" + result.root().digest() + ") into " + directory);
        }
    }
}
