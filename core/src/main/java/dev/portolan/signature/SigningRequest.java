package dev.portolan.signature;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import java.util.Map;
import java.util.Objects;

/**
 * The manifest that is to be signed.
 *
 * @param repository holds the manifest, and receives the signature
 * @param reference names the manifest; formats that sign a name take it from here
 * @param manifest what is signed
 * @param annotations signed along with the manifest; may be empty
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
