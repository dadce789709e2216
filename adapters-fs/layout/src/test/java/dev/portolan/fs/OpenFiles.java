package dev.portolan.fs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that this process has open. */
public final class OpenFiles {
    private OpenFiles() {}

    /** Returns the open files and directories of a tree; only for Linux. */
    public static List<Path> below(Path directory) throws IOException {
        List<Path> open = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    open.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException e) {
                    // the one of this list
                }
            }
        }
        open.removeIf(file -> !file.startsWith(directory));
        return open;
    }
}
