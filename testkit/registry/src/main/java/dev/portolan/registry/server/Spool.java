package dev.portolan.registry.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps unfinished uploads: in memory, which is limited for each and for all together, so that uploads which are never
 * finished cannot fill it; otherwise in files.
 */
final class Spool {
    /** The most bytes of one upload. */
    private final long each;

    /** The most bytes of all. */
    private final long all;

    private final @Nullable Path directory;
    private final AtomicLong used = new AtomicLong();

    private Spool(long each, long all, @Nullable Path directory) {
        this.each = each;
        this.all = all;
        this.directory = directory;
    }

    /** Keeps everything in memory, as the transport does. */
    static Spool inMemory() {
        return new Spool(Long.MAX_VALUE, Long.MAX_VALUE, null);
    }

    /**
     * Keeps 1 MiB of each upload, and 16 MiB of all, in memory.
     *
     * @param directory for the files; null for the system's temporary directory
     */
    static Spool onDisk(@Nullable Path directory) {
        return new Spool(1 << 20, 16 << 20, directory);
    }

    /** Creates an empty file. */
    Path file() throws IOException {
        return directory == null
                ? Files.createTempFile("portolan-upload", "")
                : Files.createTempFile(directory, "upload", "");
    }

    /**
     * Reserves memory.
     *
     * @param held the memory of the upload so far
     * @return whether it was granted; {@link #release} returns it
     */
    boolean reserve(long held, int more) {
        if (held + more > each) {
            return false;
        }
        if (used.addAndGet(more) > all) {
            used.addAndGet(-more);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }
}
