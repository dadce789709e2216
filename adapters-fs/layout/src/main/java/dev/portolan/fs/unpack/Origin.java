package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The facts known about a tar before it is read.
 *
 * @param where the destination, for messages
 * @param top the directories that contain all of its entries and are left out
 * @param digest of the uncompressed tar, if it is known
 */
record Origin(String where, List<String> top, Optional<Digest> digest) {

    /** Returns the facts that a layer's annotations tell; a malformed digest is ignored, as the layer is verified. */
    static Origin of(Descriptor layer, RelativeName name, Path path) {
        Optional<Digest> digest;
        try {
            digest = layer.annotation(Annotations.UNPACKED_DIGEST).map(Digest::parse);
        } catch (InvalidReferenceException e) {
            digest = Optional.empty();
        }
        return new Origin(path.toString(), name.components(), digest);
    }
}
