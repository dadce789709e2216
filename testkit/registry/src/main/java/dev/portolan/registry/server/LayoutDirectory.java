package dev.portolan.registry.server;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layouts below a directory, as the repositories of a registry. */
final class LayoutDirectory {
    private static final String MARK = "oci-layout";
    /** The names that a layout, its writers and its archives use in their own directory. */
    private static final Set<String> RESERVED =
            Set.of("blobs", MARK, "index.json", "ingest", "manifest.json", "repositories", "portolan-delta.json");

    private final Path root;

    LayoutDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    private boolean isOneLayout() {
        return Files.exists(root.resolve(MARK));
    }

    /** Returns the layout of a repository, whose name was validated: no part of it is {@code ..}. */
    Reference reference(String name) {
        if (isOneLayout()) {
            return Reference.of(Reference.OCI_LAYOUT, root.toString());
        }
        if (List.of(name.split("/")).stream().anyMatch(RESERVED::contains)) {
            throw new InvalidReferenceException(Problem.of("repository " + name + " cannot be kept in layouts")
                    .because("a part of its name is one of " + new TreeSet<>(RESERVED)));
        }
        return Reference.of(Reference.OCI_LAYOUT, root.resolve(name).toString());
    }

    /** Returns the names of all repositories; a directory that is one layout has that of its last part. */
    Set<String> names() {
        if (isOneLayout()) {
            return Set.of(String.valueOf(root.getFileName()).toLowerCase(Locale.ROOT));
        }
        if (!Files.isDirectory(root)) {
            return Set.of();
        }
        try (Stream<Path> paths = Files.find(
                root,
                255,
                (path, attributes) -> path.getFileName().toString().equals(MARK) && attributes.isRegularFile())) {
            return paths.map(
                            path -> root.relativize(path.getParent()).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
