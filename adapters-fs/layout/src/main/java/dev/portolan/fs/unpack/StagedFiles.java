package dev.portolan.fs.unpack;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.Staging;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes verified content to files in the staging folder, and continues a file that an earlier attempt has left. */
final class StagedFiles {
    private final Staging staging;

    StagedFiles(Staging staging) {
        this.staging = staging;
    }

    /** Writes content; the file is good when this returns. */
    Path write(Descriptor blob, Content content, String where) throws IOException {
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
        if (isCompleted(path, blob, content, where)) {
            return;
        }
        Files.deleteIfExists(path);
        try {
            writeNew(path, blob, content, where);
        } catch (ContentMismatchException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static boolean isCompleted(Path path, Descriptor blob, Content content, String where) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return CheckedContent.complete(file, content, blob, where);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void writeNew(Path path, Descriptor blob, Content content, String where) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            CheckedContent.fill(file, content, blob, where);
        }
    }
}
