package dev.portolan.fs.files;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of the disk, with a hook before each call: it does what another process might do at just this moment, or
 * fails as another file system might.
 */
public final class InterceptedFiles extends FileSystemProvider {
    /** Runs before a call. */
    @FunctionalInterface
    public interface Hook {
        /**
         * Runs before a call.
         *
         * @param call the name of the method of {@link FileSystemProvider} or {@link SecureDirectoryStream}
         * @param path its first path, on the disk
         */
        void before(String call, Path path) throws IOException;
    }

    private static final FileSystem REAL = FileSystems.getDefault();
    private static final FileSystemProvider DISK = REAL.provider();

    private final FileSystem files = new Files();
    private final boolean likeUnix;
    private Hook hook = (call, path) -> {};

    /** @param likeUnix whether directories have handles, and files permissions; otherwise it is like Windows */
    public InterceptedFiles(boolean likeUnix) {
        this.likeUnix = likeUnix;
    }

    /** Returns the same path, whose calls pass the hook. */
    public Path path(Path onDisk) {
        return proxy(onDisk, Path.class);
    }

    /** Sets the hook. */
    public void before(Hook next) {
        hook = next;
    }

    private <T> T proxy(Object real, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, new Calls(real)));
    }

    /** Passes calls on, and takes paths and streams out of their proxies and puts them into others. */
    private final class Calls implements InvocationHandler {
        private final Object real;

        Calls(Object real) {
            this.real = real;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return files;
            }
            Object[] plain = arguments == null ? new Object[0] : arguments.clone();
            for (int i = 0; i < plain.length; i++) {
                plain[i] = real(plain[i]);
            }
            if (real instanceof DirectoryStream && plain.length > 0 && plain[0] instanceof Path path) {
                hook.before(method.getName(), path);
            } else if (method.getName().equals("toRealPath")) {
                hook.before("toRealPath", (Path) real);
            }
            try {
                return wrapped(method.invoke(real, plain));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static Object real(Object value) {
        return value instanceof Proxy && Proxy.getInvocationHandler(value) instanceof Calls calls ? calls.real : value;
    }

    private static Path real(Path path) {
        return (Path) real((Object) path);
    }

    private @Nullable Object wrapped(@Nullable Object value) {
        if (value instanceof Path path) {
            return path(path);
        }
        if (likeUnix && value instanceof SecureDirectoryStream) {
            return proxy(value, SecureDirectoryStream.class);
        }
        if (value instanceof DirectoryStream) {
            return proxy(value, DirectoryStream.class);
        }
        return value instanceof Iterator ? proxy(value, Iterator.class) : value;
    }

    private Path before(String call, Path path) throws IOException {
        hook.before(call, real(path));
        return real(path);
    }

    @Override
    public String getScheme() {
        return "intercepted";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return path(DISK.getPath(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return DISK.newByteChannel(before("newByteChannel", path), options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return DISK.newFileChannel(before("newFileChannel", path), options, attributes);
    }

    @Override
    @SuppressWarnings("unchecked")
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return (DirectoryStream<Path>)
                wrapped(DISK.newDirectoryStream(before("newDirectoryStream", directory), filter));
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        DISK.createDirectory(before("createDirectory", directory), attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        DISK.createSymbolicLink(before("createSymbolicLink", link), real(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        DISK.createLink(before("createLink", link), real(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return path(DISK.readSymbolicLink(before("readSymbolicLink", link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        DISK.delete(before("delete", path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        DISK.copy(before("copy", source), real(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        DISK.move(before("move", source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return DISK.isSameFile(before("isSameFile", path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return DISK.isHidden(before("isHidden", path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return DISK.getFileStore(before("getFileStore", path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        DISK.checkAccess(before("checkAccess", path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return DISK.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return DISK.readAttributes(before("readAttributes", path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return DISK.readAttributes(before("readAttributes", path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        DISK.setAttribute(before("setAttribute", path), name, value, options);
    }

    private final class Files extends FileSystem {
        @Override
        public FileSystemProvider provider() {
            return InterceptedFiles.this;
        }

        @Override
        public void close() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return REAL.getSeparator();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return Set.of(getPath("/"));
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return REAL.getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return likeUnix ? REAL.supportedFileAttributeViews() : Set.of("basic");
        }

        @Override
        public Path getPath(String first, String... more) {
            return path(REAL.getPath(first, more));
        }

        @Override
        public PathMatcher getPathMatcher(String syntaxAndPattern) {
            PathMatcher matcher = REAL.getPathMatcher(syntaxAndPattern);
            return path -> matcher.matches(real(path));
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            return REAL.getUserPrincipalLookupService();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
