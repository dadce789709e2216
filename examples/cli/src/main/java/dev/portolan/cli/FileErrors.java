package dev.portolan.cli;

import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Failures of the files that the command itself reads and writes. The JDK often names only the file. */
final class FileErrors {
    private FileErrors() {}

    /** Work with a file. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Reads from a file; an error names the file. */
    static <T> T reading(Path file, Work<T> work) {
        try {
            return work.run();
        } catch (NoSuchFileException e) {
            throw missing(file);
        } catch (IOException e) {
            throw of("reading a file", file, e);
        }
    }

    /** Returns the error for a file that does not exist. */
    static OciException missing(Path file) {
        return new StorageException(Problem.of("no such file or directory").at(file.toString()));
    }

    /** Writes to a file; an error names the file. */
    static <T> T writing(Path file, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw of("writing a file", file, e);
        }
    }

    private static OciException of(String what, Path file, IOException failure) {
        String known = known(failure);
        return Streams.failure(what, file.toString(), known.isEmpty() ? failure : new IOException(known, failure));
    }

    /** Returns the whole failure in words, with the file where one is involved. */
    static String text(IOException failure) {
        String known = known(failure);
        if (known.isEmpty()) {
            return failure.getMessage() == null ? "reading or writing failed" : failure.getMessage();
        }
        String file = ((FileSystemException) failure).getFile();
        return file == null ? known : file + ": " + known;
    }

    private static String known(IOException failure) {
        if (!(failure instanceof FileSystemException file)) {
            return "";
        }
        if (file.getReason() != null) {
            return file.getReason();
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it already exists";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        return failure instanceof DirectoryNotEmptyException ? "the directory is not empty" : "";
    }
}
