package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files with settings, certificates and keys. */
final class ConfigurationFile {
    /** Far more than any such file has, in bytes. */
    private static final int LARGEST = 16 << 20;

    private ConfigurationFile() {}

    /**
     * Reads a file.
     *
     * @throws NotFoundException when there is none
     */
    static byte[] bytes(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
                throw new InvalidConfigurationException(Problem.of("a configuration is too large")
                        .at(file.toString())
                        .because("the limit is " + LARGEST + " bytes"));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw NotFoundException.of("file", file.toString());
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** Lists the files in a directory whose names end with a suffix, sorted by name; none if there is no directory. */
    static List<Path> in(Path directory, String ending) {
        return entries(directory).stream()
                .filter(entry -> String.valueOf(entry.getFileName()).endsWith(ending) && !Files.isDirectory(entry))
                .toList();
    }

    /** Lists the directories in a directory, sorted by name; none if it is missing or unreadable. */
    static List<Path> directoriesIn(Path directory) {
        return Files.isReadable(directory)
                ? entries(directory).stream().filter(Files::isDirectory).toList()
                : List.of();
    }

    private static List<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            IOException cause = e.getCause();
            throw failure(directory, cause == null ? new IOException("it cannot be listed") : cause);
        } catch (IOException e) {
            throw failure(directory, e);
        }
        entries.sort(null);
        return entries;
    }

    private static StorageException failure(Path file, IOException e) {
        return new StorageException(Problem.of("reading a configuration failed")
                .at(file.toString())
                .because(
                        e instanceof AccessDeniedException
                                ? "permission denied"
                                : Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage()))
                .causedBy(e));
    }
}
