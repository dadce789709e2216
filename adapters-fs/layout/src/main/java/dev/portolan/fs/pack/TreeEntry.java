package dev.portolan.fs.pack;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * One file, directory or symbolic link of a tree that is packed.
 *
 * @param name its name in the tar, {@code /}-separated, without a slash at the end
 * @param path its path on disk
 * @param mode the permission bits, 07777
 * @param size the size of a file in bytes, 0 for everything else
 * @param modified when it was modified last, to notice that it changes while it is read
 * @param link what a symbolic link says; empty for all else
 */
record TreeEntry(String name, Path path, Kind kind, int mode, long size, FileTime modified, String link) {
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }
}
