/** OCI layouts, tar archives, packing and file archives on disk. */
@SuppressWarnings("requires-automatic")
module dev.portolan.fs {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires org.apache.commons.compress;
    requires com.github.luben.zstd_jni;
    requires flatbuffers.java;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.fs.archive;
    exports dev.portolan.fs.archive.cache;
    exports dev.portolan.fs.archive.nio;
    exports dev.portolan.fs.archive.pack;
    exports dev.portolan.fs.cache;
    exports dev.portolan.fs.dagger;
    exports dev.portolan.fs.layout;
    exports dev.portolan.fs.pack;
    exports dev.portolan.fs.unpack;
    exports dev.portolan.fs;

    provides java.nio.file.spi.FileSystemProvider with
            dev.portolan.fs.archive.nio.ArchiveFileSystemProvider;
}
