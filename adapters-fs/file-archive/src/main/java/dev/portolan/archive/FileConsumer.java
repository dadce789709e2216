package dev.portolan.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Takes files one after the other.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FileConsumer {

    /**
     * Takes one file.
     *
     * @param content the file, good when it was read to its end; closed when this returns, read or not
     * @throws IOException when it cannot be taken; the reading of all files ends with it
     */
    void accept(ArchiveEntry file, InputStream content) throws IOException;
}
