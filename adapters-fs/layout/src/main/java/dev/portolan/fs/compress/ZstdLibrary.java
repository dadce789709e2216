package dev.portolan.fs.compress;

import com.github.luben.zstd.util.Native;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;

/** The native code of zstd. It is loaded only when zstd is used. */
public final class ZstdLibrary {
    private ZstdLibrary() {}

    /**
     * Loads the native code. Call this before the first use of any class of zstd-jni.
     *
     * @throws UnsupportedException when the native code cannot be loaded, for example because the directory for
     *     temporary files is mounted with {@code noexec}
     */
    public static void load() {
        if (Native.isLoaded()) {
            return;
        }
        try {
            Native.load();
        } catch (LinkageError | RuntimeException e) {
            throw new UnsupportedException(Problem.of("zstd is not available")
                    .because("its native code cannot be loaded from " + directory() + ": " + e.getMessage())
                    .advice(
                            "choose a directory that is not mounted with noexec: java -DZstdTempFolder=DIR; or use gzip")
                    .causedBy(e));
        }
    }

    private static String directory() {
        String chosen = System.getProperty("ZstdTempFolder");
        return chosen == null ? String.valueOf(System.getProperty("java.io.tmpdir")) : chosen;
    }
}
