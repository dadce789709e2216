package dev.portolan.guide;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import java.nio.charset.StandardCharsets;

/** The program under test: it publishes a letter. */
final class Publisher {
    private final OciClient client;

    Publisher(OciClient client) {
        this.client = client;
    }

    CopyResult publish(String reference, String text) {
        Artifact letter = Artifact.builder()
                .file("letter.txt", "text/plain", text.getBytes(StandardCharsets.UTF_8))
                .build();
        return client.push(reference, letter);
    }
}
