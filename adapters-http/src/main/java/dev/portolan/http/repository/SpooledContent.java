package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Content that comes from a temporary file when it is read again. The content of a copy within a registry that serves one
 * request at a time cannot be read during its upload: the first attempt times out, and the next one sends the file.
 */
final class SpooledContent implements Content, AutoCloseable {
    private final Content content;
    private boolean used;
    private boolean closed;
    private @Nullable Path file;

    SpooledContent(Content content) {
        this.content = content;
    }

    @Override
    public InputStream open() throws IOException {
        return source().open();
    }

    @Override
    public InputStream openAt(long offset) throws IOException {
        return source().openAt(offset);
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        source().writeTo(sink);
    }

    private synchronized Content source() throws IOException {
        if (closed) {
            throw new IOException("the upload ended");
        }
        if (!used) {
            used = true;
            return content;
        }
        Path spooled = file != null ? file : spool();
        file = spooled;
        return () -> Files.newInputStream(spooled);
    }

    private Path spool() throws IOException {
        Path temporary = Files.createTempFile("portolan-", ".blob");
        try (InputStream in = content.open();
                OutputStream out = Files.newOutputStream(temporary)) {
            in.transferTo(out);
            return temporary;
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Deletes the temporary file. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The system cleans its directory of temporary files.
        }
    }
}
