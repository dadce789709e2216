package dev.portolan.fs.compress;

import com.github.luben.zstd.util.Native;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;

/** The zstd-jni library and its native code. Nothing of it is loaded before zstd is used. */
public final class ZstdLibrary {
    private ZstdLibrary() {}

    /**
     * Loads the native code. Call this before the JVM loads any class that names one of zstd-jni.
     *
     * @throws UnsupportedException when zstd-jni is not on the class path, or when its native code cannot be loaded, for
     *     example because the directory for temporary files is mounted with {@code noexec}
     */
    public static void load() {
        try {
            Native.load();
        } catch (NoClassDefFoundError e) {
            throw unavailable("zstd-jni is not on the class path", "add com.github.luben:zstd-jni, or use gzip", e);
        } catch (LinkageError | RuntimeException e) {
            throw unavailable(
                    "its native code cannot be loaded from " + directory() + ": " + e.getMessage(),
                    "choose a directory that is not mounted with noexec: java -DZstdTempFolder=DIR; or a library that"
                            + " is installed: java -DZstdNativePath=FILE; or use gzip",
                    e);
        }
    }

    private static UnsupportedException unavailable(String reason, String advice, Throwable cause) {
        return new UnsupportedException(Problem.of("zstd is not available")
                .because(reason)
                .advice(advice)
                .causedBy(cause));
    }

    private static String directory() {
        String chosen = System.getProperty("ZstdTempFolder");
        return chosen == null ? String.valueOf(System.getProperty("java.io.tmpdir")) : chosen;
    }
}
