package dev.portolan.fs.layout;

import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.LockedFile;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder {@code ingest} of a layout, with files that are not complete yet, each locked by its writer; oras uses the same
 * name.
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
        LockedFile lock = LockedFile.acquire(folder.resolve(LOCK), "waiting for the layout's lock", where);
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    /** Returns a new file, which is of no use to others when it is not completed. */
    LockedFile create() throws IOException {
        return LockedFile.create(folder, "", TEMPORARY);
    }

    /** Returns the part of a blob that a dead process left, or a new file that can be resumed. */
    LockedFile resume(Digest digest) throws IOException {
        String prefix = digest.algorithm().id() + "-" + digest.hex() + ".";
        for (Path left : list(prefix + "*" + PARTIAL)) {
            Optional<LockedFile> taken = LockedFile.take(left);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        return LockedFile.create(folder, prefix, PARTIAL);
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
        try (LockedFile file = create()) {
            Channels.writeFully(file.channel(), bytes);
            file.channel().force(true);
            file.publish(target);
        }
    }
}
