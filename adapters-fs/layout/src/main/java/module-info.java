/** OCI layouts, tar archives, packing, unpacking and disk caches. */
@SuppressWarnings({"requires-automatic", "module"}) // the module of file archives is compiled after this one
module dev.portolan.fs {
    requires transitive dev.portolan.core;
    requires static transitive org.jspecify;
    requires com.github.luben.zstd_jni;
    requires static dagger;
    requires static jakarta.inject;

    exports dev.portolan.fs;
    exports dev.portolan.fs.cache;
    exports dev.portolan.fs.dagger;
    exports dev.portolan.fs.layout;
    exports dev.portolan.fs.pack;
    exports dev.portolan.fs.unpack;
    exports dev.portolan.fs.compress to
            dev.portolan.archive;
    exports dev.portolan.fs.files to
            dev.portolan.archive;
}
