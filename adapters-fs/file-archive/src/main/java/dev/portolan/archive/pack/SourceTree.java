package dev.portolan.archive.pack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.Permissions;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The regular files below a directory, in the bytewise order of their paths, and what was left out. */
final class SourceTree {
    private final Path root;
    private final int maxFiles;
    private final boolean keepOwners;
    private final boolean posix;
    private final List<SourceFile> files = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();

    private SourceTree(Path root, int maxFiles, boolean keepOwners) {
        this.root = root;
        this.maxFiles = maxFiles;
        this.keepOwners = keepOwners;
        this.posix = Permissions.isPosix(root);
    }

    static SourceTree list(Path root, int maxFiles, boolean keepOwners) {
        if (!Files.isDirectory(root)) {
            throw Files.exists(root)
                    ? new UnsupportedException(Problem.of("only a directory can become a file archive")
                            .at(root.toString())
                            .because("it is a file"))
                    : new NotFoundException(
                            Problem.of("the directory to pack does not exist").at(root.toString()));
        }
        try {
            SourceTree tree = new SourceTree(root.toRealPath(), maxFiles, keepOwners);
            tree.list(tree.root, "");
            tree.files.sort(Comparator.comparing(SourceFile::path, FileNames.BYTEWISE));
            tree.skipped.sort(Comparator.comparing(SkippedFile::path, FileNames.BYTEWISE));
            return tree;
        } catch (IOException e) {
            throw FileFailure.of("listing the directory to pack", root.toString(), e);
        }
    }

    List<SourceFile> files() {
        return files;
    }

    List<SkippedFile> skipped() {
        return skipped;
    }

    Path resolve(SourceFile file) {
        return root.resolve(file.path());
    }

    private void list(Path directory, String prefix) throws IOException {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String path = prefix + name(child);
                BasicFileAttributes attributes = attributes(child);
                if (attributes.isRegularFile()) {
                    add(child, path, attributes);
                } else if (attributes.isDirectory()) {
                    directories.add(child);
                } else {
                    skipped.add(new SkippedFile(
                            path,
                            attributes.isSymbolicLink()
                                    ? SkippedFile.Reason.SYMBOLIC_LINK
                                    : SkippedFile.Reason.SPECIAL));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new IOException("the directory " + directory + " could not be listed", e);
        }
        for (Path child : directories) { // one open directory at a time, however deep the tree is
            list(child, prefix + name(child) + "/");
        }
    }

    private void add(Path child, String path, BasicFileAttributes attributes) throws IOException {
        if (files.size() == maxFiles) {
            throw new LimitExceededException(Problem.of("too many files for one archive")
                    .at(root.toString())
                    .because("the limit of files is " + maxFiles)
                    .advice("raise maxFiles"));
        }
        int uid = 0;
        int gid = 0;
        if (keepOwners && posix) {
            uid = number(child, "unix:uid");
            gid = number(child, "unix:gid");
        }
        files.add(new SourceFile(
                path,
                attributes.size(),
                mode(attributes),
                uid,
                gid,
                nanos(attributes.lastModifiedTime()),
                attributes.fileKey()));
    }

    private static int number(Path file, String attribute) throws IOException {
        return Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS) instanceof Integer number ? number : 0;
    }

    /**
     * Returns a name that Java cannot represent in this locale, or that is not UTF-8 on disk, does not come back as the
     * same.
     */
    private static String name(Path child) {
        String name = child.getFileName().toString();
        if (!child.getFileSystem().getPath(name).equals(child.getFileName())) {
            throw new InvalidArchiveException(Problem.of("the file name \"" + name + "\" cannot be stored")
                    .at(String.valueOf(child.getParent()))
                    .because("it is not valid in the encoding of this locale")
                    .advice("rename the file, or run in a UTF-8 locale such as C.UTF-8"));
        }
        return name;
    }

    BasicFileAttributes attributes(Path path) throws IOException {
        return posix
                ? Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private static int mode(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes withModes ? Permissions.bits(withModes.permissions()) : 0644;
    }
}
