package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives files names that must be free. Renaming a file replaces what has the name; a hard link does not. */
public final class NewNames {
    private NewNames() {}

    /**
     * Moves a file in one step. A file that another process has just created is not replaced, if the file system has hard
     * links.
     *
     * @throws FileAlreadyExistsException when something has the new name
     */
    public static void move(Path file, Path newName) throws IOException {
        if (link(file, newName)) {
            Files.delete(file);
            return;
        }
        if (Files.exists(newName, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(newName.toString());
        }
        Files.move(file, newName, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Gives a file a second name.
     *
     * @return false when there are no hard links here
     * @throws FileAlreadyExistsException when something has the new name
     */
    static boolean link(Path file, Path newName) throws IOException {
        try {
            Files.createLink(newName, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }
}
