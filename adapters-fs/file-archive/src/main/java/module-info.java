/** File archives, whose files are read from a registry one by one, and their {@link java.nio.file.FileSystem}. */
module dev.portolan.archive {
    requires transitive dev.portolan.core;
    requires transitive dev.portolan.fs;
    requires static transitive org.jspecify;
    requires com.github.luben.zstd_jni;

    exports dev.portolan.archive;
    exports dev.portolan.archive.cache;
    exports dev.portolan.archive.nio;
    exports dev.portolan.archive.pack;

    provides java.nio.file.spi.FileSystemProvider with
            dev.portolan.archive.nio.ArchiveFileSystemProvider;
}
