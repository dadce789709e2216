package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.Text;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.files.Staging;
import dev.portolan.fs.tar.TarEntry;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree that a tar becomes, in its own empty directory. Symbolic links are created at the very end, so nothing is
 * ever written through one: until then each component of a path is a directory created here, or unpacking fails. The
 * later of two entries with the same name counts, as in GNU tar.
 */
final class StagedTree implements AutoCloseable {
    private record PendingDirectory(int mode, long modified) {}

    private final StagedDirectories directories;
    private final Staging staging;
    private final Permissions permissions;
    private final Unpacker unpacker;
    private final String where;
    private final SymbolicLinks symlinks;
    private final SmallFiles smallFiles = new SmallFiles();
    private final Map<List<String>, PendingDirectory> late = new LinkedHashMap<>();
    private long entries;

    StagedTree(OpenDirectory root, Staging staging, Permissions permissions, Unpacker unpacker, String where) {
        this.staging = staging;
        this.permissions = permissions;
        this.unpacker = unpacker;
        this.where = where;
        this.symlinks = new SymbolicLinks(where);
        this.directories = new StagedDirectories(root, this::make, smallFiles::finish);
    }

    /** Creates a directory, or sets the mode of an existing one. No components mean the root. */
    void directory(List<String> components, int mode, long modified) throws IOException {
        permissions.apply(directories.get(components), mode | 0700);
        late.remove(components);
        if ((mode & 0700) != 0700 || unpacker.times() || unpacker.specialBits() && (mode & 07000) != 0) {
            late.put(List.copyOf(components), new PendingDirectory(mode, modified));
        }
    }

    /** Creates an empty file and opens it. */
    WritableByteChannel file(RelativeName name, int mode) throws IOException {
        count();
        symlinks.remove(name);
        smallFiles.finish(name);
        OpenDirectory parent = parentOf(name);
        return created(parent, name, mode);
    }

    /** Creates a file, replacing an earlier entry with the same name. */
    private WritableByteChannel created(OpenDirectory parent, RelativeName name, int mode) throws IOException {
        Path last = parent.name(name.last());
        int initial = unpacker.times() ? mode | 0400 : mode;
        try {
            return permissions.create(parent, last, initial);
        } catch (FileAlreadyExistsException e) {
            replace(parent, name);
            return permissions.create(parent, last, initial);
        }
    }

    private void replace(OpenDirectory parent, RelativeName name) throws IOException {
        Path last = parent.name(name.last());
        if (parent.attributes(last).isDirectory()) {
            throw belowFile(name.toString());
        }
        Path real = parent.path().resolve(last).toRealPath(LinkOption.NOFOLLOW_LINKS);
        if (!FileNames.nameOf(real).equals(name.last())) {
            throw invalid("two names in it are the same on this file system: " + Text.quote(name.toString()) + " and "
                    + Text.quote(FileNames.nameOf(real)));
        }
        parent.deleteFile(last);
    }

    /** Writes a small file, now or soon, on another thread. */
    void smallFile(RelativeName name, TarEntry entry, byte[] content) throws IOException {
        count();
        symlinks.remove(name);
        OpenDirectory parent = parentOf(name);
        smallFiles.add(name, content.length, () -> {
            try (WritableByteChannel channel = created(parent, name, entry.mode())) {
                Channels.writeFully(channel, content);
            }
            finish(parent, name, entry);
        });
    }

    /** Sets a file's time and special bits, where they are kept. */
    void finish(RelativeName name, TarEntry entry) throws IOException {
        finish(parentOf(name), name, entry);
    }

    private void finish(OpenDirectory parent, RelativeName name, TarEntry entry) throws IOException {
        Path last = parent.name(name.last());
        if (unpacker.times()) {
            setTime(parent.view(last, BasicFileAttributeView.class), entry.modified());
            if ((entry.mode() & 0400) == 0) {
                permissions.apply(parent, last, entry.mode());
            }
        }
        if (unpacker.specialBits() && (entry.mode() & 07000) != 0) {
            permissions.applySpecial(parent, last, entry.mode());
        }
    }

    private static void setTime(BasicFileAttributeView view, long seconds) throws IOException {
        view.setTimes(FileTime.fromMillis(millis(seconds)), null, null);
    }

    void symlink(RelativeName name, String target) throws IOException {
        count();
        symlinks.add(name, target);
    }

    /** Gives a file or link that was unpacked before one more name. */
    void hardLink(RelativeName name, RelativeName target) throws IOException {
        String link = symlinks.get(target);
        if (link != null) {
            symlink(name, link);
            return;
        }
        count();
        symlinks.remove(name);
        smallFiles.finish();
        Optional<OpenDirectory> from = directories.find(target.parent());
        Optional<BasicFileAttributes> existing =
                from.isEmpty() ? Optional.empty() : from.get().find(from.get().name(target.last()));
        if (existing.filter(BasicFileAttributes::isRegularFile).isEmpty()) {
            throw invalid("hard link " + Text.quote(name.toString()) + " points to " + Text.quote(target.toString())
                    + ", which is not a file before it in the tar");
        }
        if (name.equals(target)) {
            // GNU tar writes this for a file that it was told to pack twice
            return;
        }
        OpenDirectory parent = parentOf(name);
        OpenDirectory source = directories.get(target.parent());
        Path last = parent.name(name.last());
        if (parent.find(last).isPresent()) {
            replace(parent, name);
        }
        staging.createLink(parent, last, source, source.name(target.last()));
    }

    /** Creates the symbolic links, after checking that none leaves the tree. */
    void finish() throws IOException {
        smallFiles.finish();
        for (RelativeName link : symlinks.links().keySet()) {
            parentOf(link);
        }
        symlinks.check(this::isDirectory);
        for (Map.Entry<RelativeName, String> link : symlinks.links().entrySet()) {
            OpenDirectory parent = parentOf(link.getKey());
            Path name = parent.name(link.getKey().last());
            if (parent.find(name).isPresent()) {
                replace(parent, link.getKey());
            }
            staging.createSymbolicLink(parent, name, FileNames.linkTarget(parent.path(), link.getValue()));
        }
    }

    /** Returns the destination, for messages. */
    String where() {
        return where;
    }

    Map<RelativeName, String> links() {
        return symlinks.links();
    }

    /**
     * Sets the modes and times of directories, which would have prevented writes before. Call this when the tree has
     * its final name.
     */
    void settle(OpenDirectory where) throws IOException {
        // the deepest first, as a directory may close itself to its children
        List<Map.Entry<List<String>, PendingDirectory>> order = new ArrayList<>(late.entrySet());
        for (int i = order.size() - 1; i >= 0; i--) {
            settle(where, order.get(i).getKey(), 0, order.get(i).getValue());
        }
    }

    private void settle(OpenDirectory at, List<String> components, int depth, PendingDirectory pending)
            throws IOException {
        if (depth < components.size()) {
            try (OpenDirectory child = at.open(at.name(components.get(depth)))) {
                settle(child, components, depth + 1, pending);
                if (depth == components.size() - 1 && unpacker.specialBits() && (pending.mode & 07000) != 0) {
                    permissions.applySpecial(at, at.name(components.get(depth)), pending.mode);
                }
            }
            return;
        }
        if (unpacker.times()) {
            setTime(at.view(BasicFileAttributeView.class), pending.modified);
        }
        permissions.apply(at, pending.mode);
    }

    /** Before the symbolic links are created. */
    private boolean isDirectory(List<String> components) throws IOException {
        return directories.find(components).isPresent();
    }

    /** Ends its threads. */
    @Override
    public void close() throws IOException {
        smallFiles.close();
        directories.close();
    }

    private OpenDirectory parentOf(RelativeName name) throws IOException {
        return directories.get(name.parent());
    }

    private void make(OpenDirectory parent, Path name) throws IOException {
        try {
            staging.createDirectory(parent, name, permissions.attributes(0755));
            count();
        } catch (FileAlreadyExistsException e) {
            if (!parent.attributes(name).isDirectory()) {
                throw belowFile(String.valueOf(name));
            }
        }
    }

    private void count() {
        entries++;
        if (entries > unpacker.limits().entries()) {
            throw new LimitExceededException(Problem.of("the tar has too many entries")
                    .at(where)
                    .because("at most " + unpacker.limits().entries() + " are unpacked")
                    .advice(Remedy.RAISE_UNPACK_LIMITS, "raise UnpackLimits.entries if you trust the tar"));
        }
    }

    private static long millis(long seconds) {
        return Math.max(Long.MIN_VALUE / 1000, Math.min(seconds, Long.MAX_VALUE / 1000)) * 1000;
    }

    private InvalidArchiveException belowFile(String name) {
        return invalid(Text.quote(name) + " is both a directory and a file or link");
    }

    private InvalidArchiveException invalid(String reason) {
        return new InvalidArchiveException(
                Problem.of("the tar is refused").at(where).because(reason));
    }
}
