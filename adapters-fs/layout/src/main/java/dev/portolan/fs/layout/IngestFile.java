package dev.portolan.fs.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is being written, locked by who writes it. Closing removes it, unless it was published or is kept. */
final class IngestFile implements AutoCloseable {
    private final LockedFile locked;
    private boolean leave;

    IngestFile(LockedFile locked) {
        this.locked = locked;
    }

    FileChannel channel() {
        return locked.channel();
    }

    /** Gives the file its final name; whatever had that name is replaced. */
    void publish(Path target) throws IOException {
        LayoutFiles.rename(locked.file(), target);
        leave = true;
    }

    /** Leaves what was written so far for the next one who wants the same. */
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
