package dev.portolan.archive;

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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files below a directory. Where others may look on, a file is written under a temporary name and renamed when
 * it is whole; in a fresh directory that nobody knows yet, it is written under its own. Safe to use from several
 * threads.
 */
final class FileWriter {
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Path root;
    private final boolean fresh;
    private final boolean times;
    private final boolean modes;
    private final int umask;
    private final String temporary = ".portolan-" + UUID.randomUUID() + "-";
    private final AtomicLong number = new AtomicLong();

    /**
     * A writer below a directory that is there.
     *
     * @param fresh whether the directory is new and not known to others yet
     */
    FileWriter(Path root, boolean fresh, ExtractOptions options) throws IOException {
        this.root = root;
        this.fresh = fresh;
        this.times = options.times();
        this.modes = options.mode()
                && root.getFileSystem().supportedFileAttributeViews().contains("posix");
        this.umask = modes ? umask() : 0;
    }

    /** Returns the umask of the process; Java can find it only by creating a file. */
    private int umask() throws IOException {
        Path probe = root.resolve(temporary + "umask");
        try {
            Files.createFile(probe, PosixFilePermissions.asFileAttribute(permissions(0777)));
            Set<PosixFilePermission> given = Files.getPosixFilePermissions(probe);
            int mask = 0;
            for (PosixFilePermission permission : PosixFilePermission.values()) {
                mask |= given.contains(permission) ? 0 : 0400 >> permission.ordinal();
            }
            return mask;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    /** Begins a file. */
    OpenFile begin(ArchiveEntry file) throws IOException {
        Path target = root.resolve(file.path());
        Path part = fresh ? target : target.resolveSibling(temporary + number.incrementAndGet());
        FileAttribute<?>[] attributes = modes
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions(file.mode()))}
                : NO_ATTRIBUTES;
        return new OpenFile(file, target, part, FileChannel.open(part, NEW, attributes));
    }

    /** A file that is being written. What is closed without being finished is removed. */
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
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        /** Says that the file is whole and good. */
        void finish() throws IOException {
            channel.close();
            if (modes && (file.mode() & umask) != 0) {
                Files.setPosixFilePermissions(part, permissions(file.mode()));
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
