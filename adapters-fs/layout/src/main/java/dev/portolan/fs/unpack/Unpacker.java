package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.files.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Unpacks untrusted tars. Nothing outside of the destination is ever touched, and nothing appears in it before the
 * whole tar has been read and checked: it is unpacked into a temporary directory and renamed.
 *
 * <p>Files, directories, and symbolic and hard links within the tree are unpacked. Refused, with {@link
 * InvalidArchiveException}, are: absolute names, {@code ..}, NUL, names that are not UTF-8, links that lead out of the
 * tree, alone or together with others, links that go up from anything but a directory of the same tar, devices, pipes,
 * sparse files, duplicate entries, and entries below a file or a link. Compression with gzip or zstd is detected by the
 * first bytes.
 *
 * <p>Immutable; each {@code with} method returns a copy. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class Unpacker {
    private final UnpackLimits limits;
    private final boolean times;
    private final boolean specialBits;
    private final boolean overwrite;

    private Unpacker(UnpackLimits limits, boolean times, boolean specialBits, boolean overwrite) {
        this.limits = limits;
        this.times = times;
        this.specialBits = specialBits;
        this.overwrite = overwrite;
    }

    /**
     * Returns an unpacker with {@link UnpackLimits#DEFAULT}, that sets the permission bits of the tar, does not set
     * times, and overwrites nothing.
     */
    public static Unpacker create() {
        return new Unpacker(UnpackLimits.DEFAULT, false, false, false);
    }

    /** Returns a copy with other limits. */
    public Unpacker withLimits(UnpackLimits newLimits) {
        return new Unpacker(newLimits, times, specialBits, overwrite);
    }

    /** Returns a copy that sets the modification times of the tar, or does not. */
    public Unpacker withTimes(boolean keep) {
        return new Unpacker(limits, keep, specialBits, overwrite);
    }

    /** Returns a copy that sets setuid, setgid and sticky bits, or drops them. */
    public Unpacker withSpecialBits(boolean keep) {
        return new Unpacker(limits, times, keep, overwrite);
    }

    /**
     * Returns a copy that replaces existing files, or refuses to. A directory never replaces a file, nor a file a
     * directory.
     */
    public Unpacker withOverwrite(boolean replace) {
        return new Unpacker(limits, times, specialBits, replace);
    }

    boolean overwrites() {
        return overwrite;
    }

    UnpackLimits limits() {
        return limits;
    }

    boolean times() {
        return times;
    }

    boolean specialBits() {
        return specialBits;
    }

    /**
     * Unpacks a tar. The stream is read to its end, so that a verifying stream is verified.
     *
     * @param tar plain, or compressed with gzip or zstd; not closed
     * @param directory the destination; created if it is missing
     * @throws InvalidArchiveException when the tar is malformed, or tries to leave the directory
     * @throws dev.portolan.error.LimitExceededException when it exceeds a limit
     * @throws dev.portolan.error.StorageException when reading or writing fails, or a file already exists
     */
    public void unpack(InputStream tar, Path directory) {
        String where = directory.toString();
        try {
            Files.createDirectories(directory);
            try (Staging staging = Staging.in(directory)) {
                Path folder = staging.newFolder();
                StagedTree tree = stage(tar, staging, folder, new Origin(where, List.of(), Optional.empty()));
                new Publisher(overwrite).merge(tree, folder, staging);
            }
        } catch (IOException e) {
            throw FileFailure.of("unpacking a tar", where, e);
        }
    }

    /** Unpacks a tar into an empty directory of a session. */
    StagedTree stage(InputStream tar, Staging staging, Path folder, Origin origin) throws IOException {
        Permissions permissions = Permissions.in(folder);
        try (StagedTree tree =
                new StagedTree(staging.open().open(folder.getFileName()), staging, permissions, this, origin.where())) {
            new Unpacking(tar, tree, origin, limits).run();
            return tree;
        }
    }
}
