package dev.portolan.fs.unpack;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
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
 * Makes files and directories with the permission bits of tar headers, with as few calls as possible: the bits are
 * given when a file is made, and set again only where the process' umask has taken some of them away.
 */
final class Permissions {
    private static final Set<StandardOpenOption> CREATE =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final PosixFilePermission[] FROM_HIGHEST_BIT = {
        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE
    };

    private final boolean posix;
    private final int umask;
    private final boolean specialBits;
    private final Map<Integer, FileAttribute<?>> attributes = new ConcurrentHashMap<>();

    private Permissions(boolean posix, int umask, boolean specialBits) {
        this.posix = posix;
        this.umask = umask;
        this.specialBits = specialBits;
    }

    /**
     * Finds out what the file system of a folder does with permissions, by making a file there and removing it.
     *
     * @param specialBits whether setuid, setgid and sticky are set too
     */
    static Permissions in(Path folder, boolean specialBits) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new Permissions(false, 0, false);
        }
        Path probe = Files.createTempFile(
                folder, "probe", "", PosixFilePermissions.asFileAttribute(EnumSet.allOf(PosixFilePermission.class)));
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(probe, PosixFileAttributeView.class);
            int given = 0;
            Set<PosixFilePermission> got = view.readAttributes().permissions();
            for (int i = 0; i < FROM_HIGHEST_BIT.length; i++) {
                given |= got.contains(FROM_HIGHEST_BIT[i]) ? 0400 >> i : 0;
            }
            return new Permissions(true, 0777 & ~given, specialBits);
        } finally {
            Files.delete(probe);
        }
    }

    WritableByteChannel create(Path path, int mode) throws IOException {
        if (!posix) {
            return Files.newByteChannel(path, CREATE);
        }
        WritableByteChannel channel = Files.newByteChannel(path, CREATE, attribute(mode & 0777));
        try {
            applyWhatIsMissing(path, mode);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void createDirectory(Path path, int mode) throws IOException {
        if (!posix) {
            Files.createDirectory(path);
            return;
        }
        Files.createDirectory(path, attribute(mode & 0777));
        applyWhatIsMissing(path, mode);
    }

    private void applyWhatIsMissing(Path path, int mode) throws IOException {
        if ((mode & umask) != 0 || specialBits && (mode & 07000) != 0) {
            apply(path, mode);
        }
    }

    void apply(Path path, int mode) throws IOException {
        if (!posix) {
            return;
        }
        if (specialBits) {
            Files.setAttribute(path, "unix:mode", mode & 07777);
        } else {
            Files.setPosixFilePermissions(path, permissions(mode & 0777));
        }
    }

    private FileAttribute<?> attribute(int mode) {
        return attributes.computeIfAbsent(mode, bits -> PosixFilePermissions.asFileAttribute(permissions(bits)));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < FROM_HIGHEST_BIT.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(FROM_HIGHEST_BIT[i]);
            }
        }
        return permissions;
    }
}
