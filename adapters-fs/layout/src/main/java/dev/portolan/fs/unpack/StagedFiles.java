package dev.portolan.fs.unpack;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.files.Staging;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes verified content to files in the staging folder, and continues a file that an earlier attempt has left. */
final class StagedFiles {
    private static final Set<OpenOption> CREATE_OR_CONTINUE = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

    private final Staging staging;
    private @Nullable Permissions permissions;

    StagedFiles(Staging staging) {
        this.staging = staging;
    }

    /** Returns whether a file has the content of a blob. */
    static boolean isThere(Descriptor blob, OpenDirectory parent, Path name) throws IOException {
        if (parent.find(name)
                .filter(file -> file.isRegularFile() && file.size() == blob.size())
                .isEmpty()) {
            return false;
        }
        try (SeekableByteChannel channel = parent.file(name, Set.of(StandardOpenOption.READ))) {
            return CheckedContent.matches(channel, blob, parent.path().toString());
        }
    }

    /** Writes content, with the permission bits of its annotation; the file is good when this returns. */
    Path write(Descriptor blob, Content content, String where) throws IOException {
        Path file = written(blob, content, where);
        Optional<String> mode = blob.annotation(Annotations.FILE_MODE).filter(MODE.asMatchPredicate());
        if (mode.isPresent()) {
            permissions().apply(staging.open(), file.getFileName(), Integer.parseInt(mode.get(), 8));
        }
        return file;
    }

    private synchronized Permissions permissions() throws IOException {
        Permissions known = permissions;
        if (known == null) {
            known = Permissions.in(staging.newFolder());
            permissions = known;
        }
        return known;
    }

    private Path written(Descriptor blob, Content content, String where) throws IOException {
        if (blob.size() >= CheckedContent.WORTH_CONTINUING) {
            String name = blob.digest().algorithm().id() + "-" + blob.digest().hex();
            Optional<Path> partial = staging.claim(name);
            if (partial.isPresent()) {
                try {
                    writePartial(partial.get(), blob, content, where);
                    Path whole = staging.newFile();
                    return Files.move(partial.get(), whole);
                } finally {
                    staging.unclaim(name);
                }
            }
        }
        Path path = staging.newFile();
        writeNew(path, blob, content, where);
        return path;
    }

    private static void writePartial(Path path, Descriptor blob, Content content, String where) throws IOException {
        try (FileChannel file = FileChannel.open(path, CREATE_OR_CONTINUE)) {
            CheckedContent.complete(file, content, blob, where);
        } catch (ContentMismatchException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void writeNew(Path path, Descriptor blob, Content content, String where) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CheckedContent.fill(file, content, blob, where);
        }
    }
}
