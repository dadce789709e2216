package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.RelativeName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree that a tar becomes, in a folder of its own that was empty. Symbolic links are made at the very end, so
 * that nothing is ever written through one: until then each component of a path is a directory made here, or there
 * is an error.
 */
final class StagedTree implements AutoCloseable {
    private static final int MOST_REMEMBERED = 4096;

    private record PendingDirectory(List<String> components, int mode, long modified) {}

    private final Path root;
    private final Permissions permissions;
    private final UnpackLimits limits;
    private final boolean times;
    private final String where;
    private final Map<List<String>, Path> directories = new LinkedHashMap<>();
    private final SymlinkCheck symlinks;
    private final SmallFiles smallFiles = new SmallFiles();
    private final List<PendingDirectory> late = new ArrayList<>();
    private long entries;

    StagedTree(Path root, Permissions permissions, UnpackLimits limits, boolean times, String where) {
        this.root = root;
        this.permissions = permissions;
        this.limits = limits;
        this.times = times;
        this.where = where;
        this.symlinks = new SymlinkCheck(where);
    }

    /** Makes a directory, or takes over the mode of one that is there. No components mean the root. */
    void directory(List<String> components, int mode, long modified) throws IOException {
        Path path = root;
        if (components.isEmpty()) {
            permissions.apply(path, mode | 0700);
        } else {
            path = childOf(components);
            if (make(path, mode)) {
                count();
            } else {
                permissions.apply(path, mode | 0700);
            }
        }
        if ((mode & 0700) != 0700 || times) {
            late.add(new PendingDirectory(List.copyOf(components), mode, modified));
        }
    }

    /** Makes an empty file and opens it. */
    WritableByteChannel file(RelativeName name, int mode) throws IOException {
        count();
        Path path = childOf(name.components());
        try {
            return permissions.create(path, mode);
        } catch (FileAlreadyExistsException e) {
            throw duplicate(name, e);
        }
    }

    /** Writes a small file, now or soon, on another thread. */
    void smallFile(RelativeName name, TarEntry entry, byte[] content) throws IOException {
        count();
        Path path = childOf(name.components());
        smallFiles.add(content.length, () -> {
            try (WritableByteChannel channel = permissions.create(path, entry.mode())) {
                if (content.length > 0) {
                    channel.write(ByteBuffer.wrap(content));
                }
            } catch (FileAlreadyExistsException e) {
                throw duplicate(name, e);
            }
            if (times) {
                Files.setLastModifiedTime(path, FileTime.fromMillis(millis(entry.modified())));
            }
        });
    }

    /** Sets a file's time, where times are kept. */
    void fileTime(RelativeName name, long modified) throws IOException {
        if (times) {
            Files.setLastModifiedTime(childOf(name.components()), FileTime.fromMillis(millis(modified)));
        }
    }

    void symlink(RelativeName name, String target) {
        count();
        symlinks.add(name, target);
    }

    /** Gives a file that was unpacked before one more name. */
    void hardLink(RelativeName name, RelativeName target) throws IOException {
        count();
        smallFiles.finish();
        Path existing = root;
        List<String> components = target.components();
        for (int i = 0; i < components.size(); i++) {
            existing = FileNames.child(existing, components.get(i));
            boolean isGood = i == components.size() - 1
                    ? Files.isRegularFile(existing, LinkOption.NOFOLLOW_LINKS)
                    : Files.isDirectory(existing, LinkOption.NOFOLLOW_LINKS);
            if (!isGood) {
                throw invalid("hard link " + Text.quote(name.toString()) + " points to " + Text.quote(target.toString())
                        + ", which is not a file that was unpacked before it");
            }
        }
        try {
            Files.createLink(childOf(name.components()), existing);
        } catch (FileAlreadyExistsException e) {
            throw duplicate(name, e);
        }
    }

    /** Makes the symbolic links, once it is clear that none leads out. */
    void finish() throws IOException {
        smallFiles.finish();
        for (RelativeName link : symlinks.links().keySet()) {
            directory(link.components().subList(0, link.components().size() - 1));
        }
        symlinks.check(this::isDirectory);
        for (Map.Entry<RelativeName, String> link : symlinks.links().entrySet()) {
            List<String> components = link.getKey().components();
            Path path = childOf(components);
            try {
                Files.createSymbolicLink(path, FileNames.linkTarget(root, link.getValue()));
            } catch (FileAlreadyExistsException e) {
                throw duplicate(link.getKey(), e);
            }
        }
    }

    /**
     * Gives directories the modes and times that would have been in the way before; to be called when the tree is
     * where it belongs.
     */
    void settle(Path where) throws IOException {
        settle(where, late);
    }

    /** The same for a tree that was merged into a directory, whose own mode and time are not the tar's to say. */
    void settleBelow(Path where) throws IOException {
        settle(
                where,
                late.stream()
                        .filter(directory -> !directory.components.isEmpty())
                        .toList());
    }

    private void settle(Path where, List<PendingDirectory> directories) throws IOException {
        // the deepest first, as a directory may close itself to its children
        for (int i = directories.size() - 1; i >= 0; i--) {
            PendingDirectory directory = directories.get(i);
            Path path = where;
            for (String component : directory.components) {
                path = FileNames.child(path, component);
            }
            if (times) {
                Files.setLastModifiedTime(path, FileTime.fromMillis(millis(directory.modified)));
            }
            permissions.apply(path, directory.mode);
        }
    }

    /** Before the symbolic links are made. */
    private boolean isDirectory(List<String> components) {
        Path path = root;
        for (String component : components) {
            path = FileNames.child(path, component);
        }
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Ends its threads. */
    @Override
    public void close() {
        smallFiles.close();
    }

    private Path childOf(List<String> components) throws IOException {
        int last = components.size() - 1;
        return FileNames.child(directory(components.subList(0, last)), components.get(last));
    }

    /** The directory of these components, made where it is missing. */
    private Path directory(List<String> components) throws IOException {
        if (components.isEmpty()) {
            return root;
        }
        Path known = directories.get(components);
        if (known != null) {
            return known;
        }
        int last = components.size() - 1;
        Path path = FileNames.child(directory(components.subList(0, last)), components.get(last));
        if (make(path, 0755)) {
            count();
        }
        if (directories.size() >= MOST_REMEMBERED) {
            directories.clear();
        }
        directories.put(List.copyOf(components), path);
        return path;
    }

    /** Whether the directory was not there before. */
    private boolean make(Path path, int mode) throws IOException {
        try {
            permissions.createDirectory(path, mode | 0700);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw invalid(
                    "an entry lies below " + Text.quote(root.relativize(path).toString())
                            + ", or is a directory of that name, which is a file");
        }
    }

    private void count() {
        entries++;
        if (entries > limits.entries()) {
            throw new LimitExceededException(Problem.of("tar has too many entries")
                    .at(where)
                    .because("at most " + limits.entries() + " are unpacked")
                    .advice("raise UnpackLimits.entries if it is to be trusted"));
        }
    }

    private static long millis(long seconds) {
        return Math.max(Long.MIN_VALUE / 1000, Math.min(seconds, Long.MAX_VALUE / 1000)) * 1000;
    }

    private InvalidArchiveException duplicate(RelativeName name, IOException e) {
        return new InvalidArchiveException(Problem.of("tar is refused")
                .at(where)
                .because("it has two entries named " + Text.quote(name.toString())
                        + ", or names that are the same to this file system")
                .causedBy(e));
    }

    private InvalidArchiveException invalid(String reason) {
        return new InvalidArchiveException(
                Problem.of("tar is refused").at(where).because(reason));
    }
}
