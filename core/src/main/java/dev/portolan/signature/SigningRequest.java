package dev.portolan.signature;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import java.util.Map;
import java.util.Objects;

/**
 * A manifest to be signed.
 *
 * @param repository the repository with the manifest, which receives the signature
 * @param reference names the manifest; formats that sign a name take it from here
 * @param manifest the descriptor to sign
 * @param annotations annotations to sign together with the manifest; may be empty
 * @since 0.1.0
 */
public record SigningRequest(
        Repository repository, Reference reference, Descriptor manifest, Map<String, String> annotations) {

    /** Copies the annotations. */
    public SigningRequest {
        Objects.requireNonNull(repository);
        Objects.requireNonNull(reference);
        Objects.requireNonNull(manifest);
        annotations = Map.copyOf(annotations);
    }
}
