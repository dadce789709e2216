package dev.portolan.fs.layout;

import dev.portolan.fs.files.FileAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells one version of a file from the next, for files that change by being replaced. */
record FileStamp(@Nullable Object fileKey, FileTime modified, long size) {

    static FileStamp of(BasicFileAttributes file) {
        return new FileStamp(file.fileKey(), file.lastModifiedTime(), file.size());
    }

    /** Returns the stamp of the current file, following links; empty if there is none. */
    static Optional<FileStamp> of(Path file) throws IOException {
        return FileAttributes.following(file).map(FileStamp::of);
    }
}
