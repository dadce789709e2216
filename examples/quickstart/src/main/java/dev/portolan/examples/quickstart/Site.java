package dev.portolan.examples.quickstart;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.pack.Pack;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Digest;
import java.nio.file.Path;

/** An application: it publishes a site, and neither knows nor cares where its client reaches. */
public final class Site {
    private final OciClient client;

    /** Works through this client; a test hands in another one. */
    public Site(OciClient client) {
        this.client = client;
    }

    /** Pushes a directory, under the reference's tag and {@code latest}. */
    public Digest publish(Path directory, String reference) {
        Artifact site = Artifact.builder()
                .type("application/vnd.example.site.v1")
                .layer(Pack.directory(directory).withTitle("site"))
                .build();
        return client.push(reference, site, "latest").root().digest();
    }

    /** Pulls the site into the folder {@code site} of a directory. */
    public void fetch(String reference, Path directory) {
        try (DirectoryTarget target = DirectoryTarget.into(directory)) {
            client.pull(reference, target);
        }
    }

    /** Carries the site to a registry that the first one cannot reach: in one tar. */
    public void carry(String from, Path tar, String to) {
        String archive = "oci-archive:" + tar + ":carried";
        client.copy(from, archive);
        client.copy(archive, to);
    }
}
