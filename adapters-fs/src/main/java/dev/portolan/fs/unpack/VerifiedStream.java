package dev.portolan.fs.unpack;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content that is verified by somebody: by itself, or on the way. */
final class VerifiedStream extends FilterInputStream {
    private VerifiedStream(InputStream in) {
        super(in);
    }

    static VerifiedStream of(Descriptor blob, Content content, String place) throws IOException {
        InputStream stream = content.open();
        return new VerifiedStream(
                content.verifies(blob.digest())
                        ? stream
                        : Verifier.of(blob, place).wrap(stream));
    }
}
