package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of an extraction. In an existing directory, a file is written under a temporary name and renamed when it is
 * complete, through its open directory, so that a directory that becomes a symbolic link is not followed. In a new
 * temporary directory, it is written under its own name. Safe to use from several threads.
 */
final class ExtractedFiles implements AutoCloseable {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Path root;
    private final @Nullable OpenDirectory known;
    private final boolean overwrite;
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
        this.known = fresh ? null : OpenDirectory.at(root);
        this.overwrite = options.overwrite();
        this.times = options.times();
        this.permissions = options.mode() ? Permissions.in(root) : null;
    }

    OpenFile begin(ArchiveEntry file) throws IOException {
        // the kernel applies the umask
        FileAttribute<?>[] attributes = permissions == null ? NO_ATTRIBUTES : permissions.attributes(file.mode());
        if (known == null) {
            Path target = root.resolve(file.path());
            return new OpenFile(file, null, target, FileChannel.open(target, NEW, attributes));
        }
        OpenDirectory parent = parentOf(known, List.of(file.path().split("/")));
        try {
            Path part = parent.name(temporary + number.incrementAndGet());
            return new OpenFile(file, parent, part, parent.file(part, NEW, attributes));
        } catch (IOException | RuntimeException e) {
            release(parent);
            throw e;
        }
    }

    private void release(OpenDirectory parent) throws IOException {
        if (parent != known) {
            parent.close();
        }
    }

    private static OpenDirectory parentOf(OpenDirectory root, List<String> names) throws IOException {
        OpenDirectory at = root;
        for (String name : names.subList(0, names.size() - 1)) {
            OpenDirectory above = at;
            try {
                at = above.open(above.name(name));
            } finally {
                if (above != root) {
                    above.close();
                }
            }
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        if (known != null) {
            known.close();
        }
    }

    /** A file that is being written. Closing it unfinished removes it. */
    final class OpenFile implements AutoCloseable {
        private final ArchiveEntry file;
        private final @Nullable OpenDirectory parent;
        private final Path part;
        private final SeekableByteChannel channel;
        private boolean finished;

        /**
         * Begins.
         *
         * @param parent the directory of the file; null when the path of the file is used
         * @param part the temporary name in that directory, or the path of the file
         */
        OpenFile(ArchiveEntry file, @Nullable OpenDirectory parent, Path part, SeekableByteChannel channel) {
            this.file = file;
            this.parent = parent;
            this.part = part;
            this.channel = channel;
        }

        void write(ByteBuffer buffer) throws IOException {
            BlobSink.of(channel).write(buffer);
        }

        /** Marks the file as complete and verified. */
        void finish() throws IOException {
            channel.close();
            FileTime modified = FileTime.from(file.modified());
            if (parent == null) {
                if (times) {
                    Files.setLastModifiedTime(part, modified);
                }
            } else {
                if (times) {
                    parent.view(part, BasicFileAttributeView.class).setTimes(modified, null, null);
                }
                publish(parent, parent.name(file.name()));
            }
            finished = true;
        }

        private void publish(OpenDirectory parent, Path name) throws IOException {
            if (overwrite) {
                parent.move(part, parent, name);
                return;
            }
            try {
                parent.moveIfAbsent(part, parent, name);
            } catch (FileAlreadyExistsException e) {
                if (!parent.hasSame(part, parent, name)) {
                    throw FileFailure.exists(parent.path().resolve(name));
                }
                remove();
            }
        }

        @Override
        public void close() throws IOException {
            try {
                if (!finished) {
                    channel.close();
                    remove();
                }
            } finally {
                if (parent != null) {
                    release(parent);
                }
            }
        }

        private void remove() throws IOException {
            if (parent == null) {
                Files.deleteIfExists(part);
            } else {
                parent.deleteFile(part);
            }
        }
    }
}
