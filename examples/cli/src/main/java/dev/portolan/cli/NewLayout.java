package dev.portolan.cli;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of a layout that a command is about to write to. */
final class NewLayout {
    private static final String MARK = "oci-layout";
    /** The names in an unfinished layout or a directory of layouts, and those that file systems create everywhere. */
    private static final Set<String> KNOWN = Set.of(MARK, "index.json", "blobs", "ingest", "lost+found");

    private static final int DEEPEST = 5;

    private NewLayout() {}

    /**
     * Refuses a directory of other files, in which a layout would be lost.
     *
     * @throws StorageException when it is not a layout, and not empty
     */
    static void check(Reference reference) {
        if (!reference.scheme().equals(Reference.OCI_LAYOUT)) {
            return;
        }
        Path directory = Path.of(reference.location());
        if (!Files.isDirectory(directory) || Files.exists(directory.resolve(MARK))) {
            return;
        }
        try (Stream<Path> files = FileErrors.reading(directory, () -> Files.list(directory))) {
            if (files.anyMatch(NewLayout::isForeign)) {
                throw new StorageException(Problem.of("not an OCI layout")
                        .at(reference.name())
                        .because("the directory has other files, but no file " + MARK)
                        .advice("use a new or empty directory"));
            }
        }
    }

    private static boolean isForeign(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && !KNOWN.contains(name) && !(Files.isDirectory(path) && holdsLayout(path));
    }

    /** Repositories of a registry may be nested: {@code team/app} in {@code team}. */
    private static boolean holdsLayout(Path directory) {
        try (Stream<Path> found = Files.find(
                directory,
                DEEPEST,
                (path, attributes) -> path.getFileName().toString().equals(MARK))) {
            return found.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
