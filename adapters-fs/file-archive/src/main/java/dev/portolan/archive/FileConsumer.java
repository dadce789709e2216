package dev.portolan.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Receives files one after the other.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FileConsumer {

    /**
     * Receives one file.
     *
     * @param content the content, verified when read to its end; closed when this method returns
     * @throws IOException when the file cannot be processed; this ends the whole read
     */
    void accept(ArchiveEntry file, InputStream content) throws IOException;
}
