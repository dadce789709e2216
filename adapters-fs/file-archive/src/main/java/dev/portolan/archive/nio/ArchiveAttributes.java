package dev.portolan.archive.nio;

import dev.portolan.archive.ArchiveEntry;
import dev.portolan.archive.FileArchive;
import dev.portolan.fs.files.Permissions;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** The attributes of a file or directory in an archive. */
record ArchiveAttributes(ArchiveEntry entry, Key fileKey) implements PosixFileAttributes {

    /** What tells a file from all others: its path, in its own archive. */
    record Key(FileArchive archive, String path) {}

    /** A user or group, called by its number. */
    private record Numbered(String getName) implements GroupPrincipal {
        @Override
        public String toString() {
            return getName;
        }
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(entry.modified());
    }

    /** Returns the time of change; archives keep no other. */
    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    /** Returns the time of change; archives keep no other. */
    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return !entry.isDirectory();
    }

    @Override
    public boolean isDirectory() {
        return entry.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return entry.size();
    }

    @Override
    public UserPrincipal owner() {
        return new Numbered(Integer.toUnsignedString(entry.uid()));
    }

    @Override
    public GroupPrincipal group() {
        return new Numbered(Integer.toUnsignedString(entry.gid()));
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return Permissions.of(entry.mode());
    }
}
