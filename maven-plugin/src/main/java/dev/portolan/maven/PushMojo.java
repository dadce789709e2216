package dev.portolan.maven;

import dev.portolan.OciClient;
import dev.portolan.copy.CopyResult;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Pushes files of the build as one artifact. */
@Mojo(name = "push", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public class PushMojo extends PackMojo {
    /** The reference to push to: {@code registry.example.com/team/app:1.0}. */
    @Parameter(property = "portolan.reference")
    private @Nullable String reference;

    /** Additional tags for the same artifact. */
    @Parameter(property = "portolan.tags")
    private List<String> tags = List.of();

    /** Skips this goal. */
    @Parameter(property = "portolan.push.skip", defaultValue = "false")
    private boolean skipPush;

    /** Made by Maven. */
    public PushMojo() {}

    @Override
    boolean skipsGoal() {
        return skipPush;
    }

    @Override
    @Nullable
    String opens() {
        return reference;
    }

    @Override
    void run(OciClient client) throws MojoExecutionException {
        String to = required(reference, "reference");
        CopyResult result = client.push(to, pack(), tags.toArray(String[]::new));
        getLog().info("Pushed " + to + " as " + result.root().digest());
    }
}
