package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.files.Staging;
import dev.portolan.internal.names.LayerTitle;
import dev.portolan.internal.names.TitleTree;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Where blobs go in the directory of a pull: the paths that their titles name. */
final class TitlePaths {
    private final Path root;
    private final Staging staging;
    private final TitleTree titles = new TitleTree();

    TitlePaths(Staging staging) {
        this.root = staging.destination().path();
        this.staging = staging;
    }

    RelativeName nameOf(Descriptor blob, String title) {
        if (LayerTitle.isDestination(blob, title)) {
            return RelativeName.SELF;
        }
        RelativeName name = RelativeName.parse(title, "title", root.toString());
        if (Staging.isReserved(name.components().get(0))) {
            throw refused(name, "the name is reserved for temporary files");
        }
        return name;
    }

    /** Returns the title of a blob as a name that belongs only to this blob, and is not below a file. */
    synchronized RelativeName claim(Descriptor blob, String title) {
        RelativeName name = nameOf(blob, title);
        String fault = titles.add(blob, name.components());
        if (!fault.isEmpty()) {
            throw refused(name, fault);
        }
        return name;
    }

    Path path(RelativeName name) {
        return FileNames.below(root, name.components());
    }

    /**
     * Opens the parent of a title, which must not be behind a symbolic link.
     *
     * @param make whether to create missing directories
     */
    Optional<OpenDirectory> parent(RelativeName name, boolean make) throws IOException {
        OpenDirectory at = OpenDirectory.at(root);
        for (String component : name.parent()) {
            try (OpenDirectory closing = at) {
                Path child = closing.name(component);
                Optional<BasicFileAttributes> existing = closing.find(child);
                if (existing.isEmpty() && make) {
                    createDirectory(closing, child);
                } else if (existing.isEmpty()) {
                    return Optional.empty();
                } else if (!existing.get().isDirectory()) {
                    throw refused(name, closing.path().resolve(child) + " is a file or a symbolic link");
                }
                at = closing.open(child);
            }
        }
        return Optional.of(at);
    }

    private void createDirectory(OpenDirectory parent, Path name) throws IOException {
        try {
            staging.createDirectory(parent, name);
        } catch (FileAlreadyExistsException e) {
            // another thread was faster
        }
    }

    private InvalidArchiveException refused(RelativeName name, String reason) {
        return new InvalidArchiveException(Problem.of("title " + Text.quote(name.toString()) + " is refused")
                .at(root.toString())
                .because(reason));
    }
}
