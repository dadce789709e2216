package dev.portolan.fs.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is being written and is locked by its writer. Closing removes it, unless it was published or is kept.
 */
final class IngestFile implements AutoCloseable {
    private final LockedFile locked;
    private boolean leave;

    IngestFile(LockedFile locked) {
        this.locked = locked;
    }

    FileChannel channel() {
        return locked.channel();
    }

    /** Gives the file its final name; an existing file of that name is replaced. */
    void publish(Path target) throws IOException {
        Files.move(locked.file(), target, StandardCopyOption.ATOMIC_MOVE);
        leave = true;
    }

    /** Keeps the written part for the next writer of the same content. */
    void keep() {
        leave = true;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!leave) {
                Files.deleteIfExists(locked.file());
            }
        } finally {
            locked.close();
        }
    }
}
