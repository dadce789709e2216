package dev.portolan.archive.nio;

import dev.portolan.archive.FileArchive;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An archive as a store: as large as its data, and full. */
final class ArchiveFileStore extends FileStore {
    private static final Set<Class<?>> VIEWS =
            Set.of(BasicFileAttributeView.class, FileOwnerAttributeView.class, PosixFileAttributeView.class);

    private final FileArchive archive;

    ArchiveFileStore(FileArchive archive) {
        this.archive = archive;
    }

    @Override
    public String name() {
        return archive.where();
    }

    @Override
    public String type() {
        return ArchiveFileSystemProvider.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public long getTotalSpace() {
        return archive.data().size();
    }

    @Override
    public long getUsableSpace() {
        return 0;
    }

    @Override
    public long getUnallocatedSpace() {
        return 0;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return VIEWS.contains(type);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return Set.of("basic", "owner", "posix").contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace", "unallocatedSpace" -> 0L;
            default -> throw new UnsupportedOperationException("unknown attribute: " + attribute);
        };
    }
}
