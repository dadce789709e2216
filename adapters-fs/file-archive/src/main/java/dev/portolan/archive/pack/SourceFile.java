package dev.portolan.archive.pack;

import org.jspecify.annotations.Nullable;

/** A file that will be packed, as it was when the directory was listed. */
record SourceFile(
        String path,
        long size,
        int mode,
        int uid,
        int gid,
        long modifiedNanos,
        @Nullable Object fileKey) {}
