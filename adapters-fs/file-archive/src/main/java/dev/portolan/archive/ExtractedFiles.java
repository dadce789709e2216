package dev.portolan.archive;

import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of an extraction. In a directory that others may read, a file is written under a temporary name and renamed
 * when it is complete; in a new directory, it is written under its own name. Safe to use from several threads.
 */
final class ExtractedFiles {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Path root;
    private final boolean fresh;
    private final boolean times;
    private final @Nullable Permissions permissions;
    private final String temporary = ".portolan-" + UUID.randomUUID() + "-";
    private final AtomicLong number = new AtomicLong();

    /**
     * Prepares to write below a directory that exists.
     *
     * @param fresh whether the directory is new and not known to others yet
     */
    ExtractedFiles(Path root, boolean fresh, ExtractOptions options) throws IOException {
        this.root = root;
        this.fresh = fresh;
        this.times = options.times();
        this.permissions = options.mode() ? Permissions.in(root) : null;
    }

    /** Begins a file. */
    OpenFile begin(ArchiveEntry file) throws IOException {
        Path target = root.resolve(file.path());
        Path part = fresh ? target : target.resolveSibling(temporary + number.incrementAndGet());
        FileAttribute<?>[] attributes = permissions == null ? NO_ATTRIBUTES : permissions.attributes(file.mode());
        return new OpenFile(file, target, part, FileChannel.open(part, NEW, attributes));
    }

    /** A file that is being written. Closing it unfinished removes it. */
    final class OpenFile implements AutoCloseable {
        private final ArchiveEntry file;
        private final Path target;
        private final Path part;
        private final FileChannel channel;
        private boolean finished;

        OpenFile(ArchiveEntry file, Path target, Path part, FileChannel channel) {
            this.file = file;
            this.target = target;
            this.part = part;
            this.channel = channel;
        }

        void write(ByteBuffer buffer) throws IOException {
            Channels.writeFully(channel, buffer);
        }

        /** Says that the file is whole and good. */
        void finish() throws IOException {
            channel.close();
            if (permissions != null && permissions.masks(file.mode())) {
                Files.setPosixFilePermissions(part, Permissions.of(file.mode()));
            }
            if (times) {
                Files.setLastModifiedTime(part, FileTime.from(file.modified()));
            }
            if (!fresh) {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            }
            finished = true;
        }

        @Override
        public void close() throws IOException {
            if (!finished) {
                channel.close();
                Files.deleteIfExists(part);
            }
        }
    }
}
