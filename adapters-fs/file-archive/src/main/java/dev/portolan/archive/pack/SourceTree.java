package dev.portolan.archive.pack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The regular files below a directory, in the bytewise order of their paths, and what was left out. Files are read without
 * following links; one that has changed since it was listed is noticed. Reading is safe from several threads.
 */
final class SourceTree {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final ArchivePacker.Builder options;
    private final boolean posix;
    private final List<SourceFile> files = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();

    private SourceTree(Path root, ArchivePacker.Builder options) {
        this.root = root;
        this.options = options;
        this.posix = Permissions.isPosix(root);
    }

    static SourceTree list(Path root, ArchivePacker.Builder options) {
        if (!Files.isDirectory(root)) {
            throw Files.exists(root)
                    ? new UnsupportedException(Problem.of("only a directory can become a file archive")
                            .at(root.toString())
                            .because("it is a file"))
                    : FileFailure.missing("the directory to pack", root);
        }
        try {
            SourceTree tree = new SourceTree(root.toRealPath(), options);
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

    SeekableByteChannel open(SourceFile file) throws IOException {
        return Files.newByteChannel(root.resolve(file.path()), READ);
    }

    /** Reads a whole file, or as much as it has of the size that it had when it was listed; returns the count. */
    int read(SourceFile file, byte[] into, int offset) throws IOException {
        int count;
        try (SeekableByteChannel channel = open(file)) {
            count = Channels.fill(channel, ByteBuffer.wrap(into, offset, (int) file.size()));
        }
        check(file, count);
        return count;
    }

    /** Compares a file that was read with what it was when it was listed. */
    void check(SourceFile file, long count) throws IOException {
        if (options.changeDetection == ChangeDetection.NONE) {
            return;
        }
        Path path = root.resolve(file.path());
        BasicFileAttributes now = attributes(path);
        boolean same = count == file.size()
                && now.size() == file.size()
                && nanos(now.lastModifiedTime()) == file.modifiedNanos()
                && Objects.equals(now.fileKey(), file.fileKey());
        if (!same) {
            throw new StorageException(Problem.of("the file changed while it was being packed")
                    .at(path.toString())
                    .advice("pack the directory while nothing writes to it, or turn off change detection"));
        }
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
        if (files.size() == options.maxFiles) {
            throw new LimitExceededException(Problem.of("too many files for one archive")
                    .at(root.toString())
                    .because("the limit of files is " + options.maxFiles)
                    .advice("raise maxFiles"));
        }
        int uid = 0;
        int gid = 0;
        if (options.keepOwners && posix) {
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

    private BasicFileAttributes attributes(Path path) throws IOException {
        return posix
                ? Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private static int mode(BasicFileAttributes attributes) {
        return attributes instanceof PosixFileAttributes withModes ? Permissions.bits(withModes.permissions()) : 0644;
    }
}
