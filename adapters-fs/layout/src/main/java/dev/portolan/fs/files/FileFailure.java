package dev.portolan.fs.files;

import dev.portolan.content.Streams;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** Failures of the file system in words. For some of them, the message of the JDK is only the name of the file. */
public final class FileFailure {
    private FileFailure() {}

    /**
     * Returns the failure as {@link Streams#failure} does, with the reason in words.
     *
     * @param what the operation, such as {@code "writing a blob"}
     */
    public static OciException of(String what, String where, IOException failure) {
        String reason = reason(failure);
        if (reason.isEmpty() || !(failure instanceof FileSystemException file) || file.getReason() != null) {
            return Streams.failure(what, where, failure);
        }
        boolean named = where.equals(file.getFile()) && file.getOtherFile() == null;
        String other = file.getOtherFile() == null ? "" : " to " + file.getOtherFile();
        String names = named ? "" : file.getFile() + other + ": ";
        return Streams.failure(what, where, new IOException(names + reason, failure));
    }

    /** Returns the failure of writing a file where there is another one that must not be overwritten. */
    public static StorageException exists(Path path) {
        return new StorageException(Problem.of("a file with different content already exists")
                .at(path.toString())
                .advice(Remedy.OVERWRITE, "allow overwriting to replace it"));
    }

    /** Returns the failure of using a path that seems to be missing: what cannot be reached may be there all the same. */
    public static OciException missing(String what, Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            // it is missing
        } catch (IOException e) {
            return of("reading " + what, path.toString(), e);
        }
        return new NotFoundException(Problem.of(what + " does not exist").at(path.toString()));
    }

    /** Work that may fail as files do. */
    public interface Work<T> {
        /** Does the work. */
        T run() throws IOException;
    }

    /** Work without a result. */
    public interface Action {
        /** Does the work. */
        void run() throws IOException;
    }

    /** Does the work, and throws its failure as {@link #of} returns it, an unchecked one too. */
    public static <T> T typed(String what, String where, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw of(what, where, e);
        } catch (UncheckedIOException e) {
            throw of(what, where, Objects.requireNonNull(e.getCause()));
        }
    }

    /** Does the work, and throws its failure in the same way. */
    public static void typed(String what, String where, Action work) {
        typed(what, where, () -> {
            work.run();
            return true;
        });
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file with this name already exists";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        return failure instanceof DirectoryNotEmptyException ? "the directory is not empty" : "";
    }
}
