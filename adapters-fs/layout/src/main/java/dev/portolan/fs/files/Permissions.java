package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets the permission bits that an archive asks for, as far as the umask of this process allows: an untrusted archive
 * must not create files that everyone can write to.
 */
public final class Permissions {
    private static final Set<StandardOpenOption> CREATE =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final boolean posix;
    private final int umask;
    private final Map<Integer, FileAttribute<?>[]> attributes = new ConcurrentHashMap<>();

    private Permissions(boolean posix, int umask) {
        this.posix = posix;
        this.umask = umask;
    }

    /** Returns whether the file system of a path has permission bits. */
    public static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns the attributes to create a file or directory with, at this path. */
    static FileAttribute<?>[] attributes(Path path, int mode) {
        return isPosix(path) ? new FileAttribute<?>[] {attributeOf(mode)} : new FileAttribute<?>[0];
    }

    /** Learns the umask by creating a file in a directory and removing it. */
    public static Permissions in(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return new Permissions(false, 0);
        }
        Path probe = Files.createTempFile(directory, "probe", "", attributeOf(0777));
        try {
            return new Permissions(true, 0777 & ~bits(Files.getPosixFilePermissions(probe, LinkOption.NOFOLLOW_LINKS)));
        } finally {
            Files.delete(probe);
        }
    }

    /** Creates a file and opens it. */
    public SeekableByteChannel create(OpenDirectory directory, Path name, int mode) throws IOException {
        // the kernel applies the umask
        return directory.file(name, CREATE, attributes(mode));
    }

    /** Returns the attributes to create a file or directory with. */
    public FileAttribute<?>[] attributes(int mode) {
        return posix
                ? attributes.computeIfAbsent(mode & 0777, bits -> new FileAttribute<?>[] {attributeOf(bits)})
                : new FileAttribute<?>[0];
    }

    /** Sets the bits of a directory. */
    public void apply(OpenDirectory directory, int mode) throws IOException {
        if (posix) {
            directory.view(PosixFileAttributeView.class).setPermissions(of(mode & ~umask));
        }
    }

    /** Sets the bits of a file. */
    public void apply(OpenDirectory directory, Path name, int mode) throws IOException {
        if (posix) {
            directory.view(name, PosixFileAttributeView.class).setPermissions(of(mode & ~umask));
        }
    }

    /** Sets the bits of a file or directory with setuid, setgid and sticky, for which there is no call on a handle. */
    public void applySpecial(OpenDirectory directory, Path name, int mode) throws IOException {
        if (posix && !directory.attributes(name).isSymbolicLink()) {
            Files.setAttribute(directory.path().resolve(name), "unix:mode", mode & 07777 & ~umask);
        }
    }

    /** Gives a file the permissions of another one. */
    public static void copy(Path from, Path to) throws IOException {
        if (isPosix(to)) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }

    /** Returns a set of permissions as bits; the enum has the order of the bits. */
    public static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        for (PosixFilePermission permission : permissions) {
            bits |= 0400 >> permission.ordinal();
        }
        return bits;
    }

    private static FileAttribute<?> attributeOf(int mode) {
        return PosixFilePermissions.asFileAttribute(of(mode));
    }

    /** Returns permission bits as a set. */
    public static Set<PosixFilePermission> of(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
