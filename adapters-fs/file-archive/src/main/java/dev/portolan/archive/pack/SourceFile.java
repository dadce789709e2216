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
        @Nullable Object fileKey) {

    /** Returns the bytewise order of paths in UTF-8, which is that of their code points. */
    static int compareByPath(SourceFile one, SourceFile other) {
        return compareUtf8(one.path, other.path);
    }

    static int compareUtf8(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // characters beyond the basic plane, written with surrogates, stand after all that are within it
                boolean beyondA = Character.isSurrogate(a);
                boolean beyondB = Character.isSurrogate(b);
                return beyondA == beyondB ? a - b : beyondA ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
