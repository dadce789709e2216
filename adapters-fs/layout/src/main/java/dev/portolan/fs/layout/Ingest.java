package dev.portolan.fs.layout;

import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The folder {@code ingest} of a layout, with files that are not complete yet; oras uses the same name. Each file is
 * locked by its writer and has a unique name: a file that can be locked was abandoned by a dead process, and one that
 * still exists after locking is the right one.
 */
final class Ingest {
    private static final String LOCK = "lock";
    private static final String TEMPORARY = ".tmp";
    private static final String PARTIAL = ".partial";

    private final Path folder;
    private final String where;

    /**
     * Uses an existing folder.
     *
     * @param folder with all links on the way to it resolved
     */
    Ingest(Path folder, String where) {
        this.folder = folder;
        this.where = where;
    }

    /** Waits for the lock under which a layout's index changes, and works under it. */
    <T> T underLock(FileFailure.Work<T> work) throws IOException {
        LockedFile lock = LockedFile.acquire(folder.resolve(LOCK), where);
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    /** Returns a new file, which is of no use to others when it is not completed. */
    IngestFile create() throws IOException {
        return create("", TEMPORARY);
    }

    /** Returns the part of a blob that a dead process left, or a new file that can be resumed. */
    IngestFile resume(Digest digest) throws IOException {
        String prefix = digest.algorithm().id() + "-" + digest.hex() + ".";
        for (Path left : list(prefix + "*" + PARTIAL)) {
            Optional<IngestFile> taken = take(left);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        return create(prefix, PARTIAL);
    }

    private IngestFile create(String prefix, String suffix) throws IOException {
        while (true) {
            byte[] random = new byte[16];
            ThreadLocalRandom.current().nextBytes(random);
            Path file = folder.resolve(prefix + HexFormat.of().formatHex(random) + suffix);
            // another process may have taken it for one that was left
            Optional<IngestFile> made = whileThere(LockedFile.create(file), file);
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    /**
     * Locks an abandoned file; empty when another writer has it, or has finished with it. Never creates a file: two
     * processes could then have different files of one name.
     */
    Optional<IngestFile> take(Path file) throws IOException {
        try {
            return whileThere(LockedFile.tryAcquire(file), file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<IngestFile> whileThere(Optional<LockedFile> locked, Path file) throws IOException {
        if (locked.isPresent() && !Files.exists(file)) {
            locked.get().close();
            return Optional.empty();
        }
        return locked.map(IngestFile::new);
    }

    /** Returns all unfinished files, whether they are being written or not. */
    List<Path> unfinished() throws IOException {
        return list("*{" + TEMPORARY + "," + PARTIAL + "}");
    }

    private List<Path> list(String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            for (Path file : found) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** Writes a file of the layout under a temporary name, forces it to the disk, and renames it. */
    void replace(Path target, byte[] bytes) throws IOException {
        try (IngestFile file = create()) {
            FileChannel channel = file.channel();
            Channels.writeFully(channel, bytes);
            channel.force(true);
            file.publish(target);
        }
    }
}
