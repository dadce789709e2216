package dev.portolan.fs.unpack;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.FileAttributes;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.files.Staging;
import dev.portolan.internal.names.LayerTitle;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory into which artifacts are pulled. A layer is written to the file named by its title, or unpacked to a
 * directory if its annotations say so. A directory with the title {@code .} is unpacked directly into the target.
 * Layers without a title are skipped; an artifact without any title, such as an image, is refused.
 *
 * <p>Files get their names only when they are complete and verified. The next pull into the same directory resumes a
 * large unfinished file, even of a killed process. No title can leave the directory, neither through {@code ..} nor
 * through symbolic links, and tars are unpacked by {@link Unpacker}.
 *
 * <pre>{@code
 * try (DirectoryTarget target = DirectoryTarget.into(Path.of("out"))) {
 *     …copy an artifact into it…
 *     target.written().forEach(System.out::println);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class DirectoryTarget implements Target, BlobFilter {
    private final Path root;
    private final Unpacker unpacker;
    private final Staging staging;
    private final TitlePaths paths;
    private final StagedFiles files;
    private final Publisher publisher;
    private final Map<RelativeName, Path> written = new ConcurrentHashMap<>();
    /** The file that each blob was first written to. */
    private final Map<Digest, Path> firstOf = new ConcurrentHashMap<>();

    private volatile @Nullable Manifest manifest;
    private volatile boolean closed;

    private DirectoryTarget(Unpacker unpacker, Staging staging) {
        this.root = staging.destination().path();
        this.unpacker = unpacker;
        this.staging = staging;
        this.paths = new TitlePaths(staging);
        this.files = new StagedFiles(staging);
        this.publisher = new Publisher(unpacker.overwrites());
    }

    /** Opens a directory without overwriting files. Creates it if it is missing. */
    public static DirectoryTarget into(Path directory) {
        return into(directory, Unpacker.create());
    }

    /**
     * Opens a directory. Creates it if it is missing.
     *
     * @param unpacker unpacks directories; its overwrite option applies to single files too
     * @throws StorageException when it cannot be created or written to
     */
    public static DirectoryTarget into(Path directory, Unpacker unpacker) {
        try {
            Files.createDirectories(directory);
            return new DirectoryTarget(unpacker, Staging.in(directory));
        } catch (FileAlreadyExistsException e) {
            throw new StorageException(Problem.of("cannot write to it")
                    .at(directory.toString())
                    .because("it is a file, not a directory")
                    .advice("name another directory, or move the file away")
                    .causedBy(e));
        } catch (IOException e) {
            throw FileFailure.of("creating the directory", directory.toString(), e);
        }
    }

    /**
     * Returns the hidden directory below a directory in which the parts of large files wait for the next pull; empty if
     * there is none.
     */
    public static Optional<Path> unfinishedIn(Path directory) {
        return Optional.of(directory.resolve(Staging.NAME)).filter(Files::isDirectory);
    }

    /** Returns whether a blob has a title. */
    @Override
    public boolean wants(Descriptor blob) {
        return LayerTitle.of(blob).isPresent();
    }

    /**
     * Refuses titles that cannot all be written.
     *
     * @throws InvalidArchiveException when a title leaves the directory, two blobs have the same one, or one is below a
     *     file
     */
    @Override
    public void expect(List<Descriptor> blobs) {
        blobs.forEach(blob -> LayerTitle.of(blob).ifPresent(title -> paths.claim(blob, title)));
    }

    /** Returns the files and directories written so far, in the order of their titles. */
    public List<Path> written() {
        return written.entrySet().stream()
                .sorted((a, b) -> FileNames.BYTEWISE.compare(
                        a.getKey().toString(), b.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Returns the manifest that was written last. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    @Override
    public String name() {
        return root.toString();
    }

    /**
     * Writes a file, or unpacks a directory, at the title of the blob; skips a blob without one.
     *
     * @throws InvalidArchiveException when the title leaves the directory, is below a file, or another blob has it
     * @throws StorageException when a file exists that must not be overwritten
     * @throws IllegalStateException when the target was closed
     */
    @Override
    public void write(Descriptor blob, Content content) {
        requireOpen();
        Optional<String> title = LayerTitle.of(blob);
        if (title.isEmpty()) {
            return;
        }
        RelativeName name = paths.claim(blob, title.get());
        Path path = paths.path(name);
        FileFailure.typed("writing " + blob.digest(), path.toString(), () -> {
            if (LayerTitle.isDirectory(blob)) {
                unpack(blob, content, name, path);
            } else if (!isDone(blob, name)) {
                file(blob, copyOf(blob.digest()).orElse(content), name, path);
            }
            arrived(blob, name, path);
        });
    }

    private void arrived(Descriptor blob, RelativeName name, Path path) {
        written.put(name, path);
        firstOf.putIfAbsent(blob.digest(), path);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the target was closed");
        }
    }

    /**
     * Returns whether a file with this title and content is there, for example from an earlier pull.
     *
     * @throws InvalidArchiveException when the title leaves the directory, is below a file, or another blob has it
     */
    @Override
    public boolean has(Descriptor blob) {
        Optional<String> title = LayerTitle.of(blob);
        if (title.isEmpty() || LayerTitle.isDirectory(blob)) {
            return false;
        }
        RelativeName name = paths.claim(blob, title.get());
        Path path = paths.path(name);
        boolean done = FileFailure.typed("reading", path.toString(), () -> isDone(blob, name));
        if (done) {
            arrived(blob, name, path);
        }
        return done;
    }

    /** Returns whether a title has the right content already, for example from a pull that was interrupted. */
    private boolean isDone(Descriptor blob, RelativeName name) throws IOException {
        Optional<OpenDirectory> existing = paths.parent(name, false);
        if (existing.isEmpty()) {
            return false;
        }
        try (OpenDirectory parent = existing.get()) {
            return StagedFiles.isThere(blob, parent, parent.name(name.last()));
        }
    }

    private void file(Descriptor blob, Content content, RelativeName name, Path path) throws IOException {
        if (!unpacker.overwrites() && FileAttributes.of(path).isPresent()) {
            throw FileFailure.exists(path);
        }
        Path staged = files.write(blob, content, path.toString());
        publish(staged.getFileName(), name);
    }

    /**
     * Moves verified content to its title. Renaming a new directory replaces an empty one of this name, which another
     * transfer may just have made and opened; so this target moves one at a time, and tries again after another one.
     */
    private void publish(Path staged, RelativeName name) throws IOException {
        synchronized (publisher) {
            Publisher.repeating(() -> {
                try (OpenDirectory parent = paths.parent(name, true).orElseThrow()) {
                    publisher.move(staging.open(), staged, parent, parent.name(name.last()));
                }
            });
        }
    }

    private void unpack(Descriptor blob, Content content, RelativeName name, Path path) throws IOException {
        Path folder = staging.newFolder();
        Origin origin = Origin.of(blob, name, path);
        StagedTree tree;
        try (InputStream stream = verified(blob, content)) {
            tree = unpacker.stage(stream, staging, folder, origin);
        }
        if (name.equals(RelativeName.SELF)) {
            publisher.merge(tree, folder, staging);
            return;
        }
        synchronized (publisher) {
            MergedLinks.check(path, tree.links(), path.toString());
            publish(folder.getFileName(), name);
        }
        try (OpenDirectory parent = paths.parent(name, false).orElseThrow();
                OpenDirectory published = parent.open(parent.name(name.last()))) {
            tree.settle(published);
        }
    }

    private InputStream verified(Descriptor blob, Content content) throws IOException {
        InputStream stream = content.open();
        return content.verifies(blob.digest())
                ? stream
                : Verifier.of(blob, name()).wrap(stream);
    }

    /** Remembers the manifest; content that it names under more than one title is copied to all of them. */
    @Override
    public void put(TagOrDigest as, Manifest written) {
        requireOpen();
        if (as instanceof Digest digest && !digest.equals(written.descriptor().digest())) {
            throw new IllegalArgumentException(digest + " is not the digest of the manifest");
        }
        if (written instanceof ImageManifest image) {
            image.layers().forEach(this::writeOtherTitle);
        }
        manifest = written;
    }

    private void writeOtherTitle(Descriptor layer) {
        Optional<String> title = LayerTitle.of(layer);
        if (title.isPresent() && !written.containsKey(paths.nameOf(layer, title.get()))) {
            copyOf(layer.digest()).ifPresent(copy -> write(layer, copy));
        }
    }

    /** Returns the same bytes where they were written already, under another title. */
    private Optional<Content> copyOf(Digest digest) {
        return Optional.ofNullable(firstOf.get(digest))
                .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                .map(path -> () -> Files.newInputStream(path));
    }

    /** Never: files in a directory have no digest until they are read. */
    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        requireOpen(); // the first that a pull asks
        return Optional.empty();
    }

    /** Never: files in a directory have no digest until they are read. */
    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return Optional.empty();
    }

    /**
     * Removes unfinished files, except parts of large files, which a later pull resumes. Without it, they stay in {@link
     * #unfinishedIn} until the next pull into the directory.
     */
    @Override
    public void close() {
        closed = true;
        FileFailure.typed("removing temporary files", name(), staging::close);
    }
}
