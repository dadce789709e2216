package dev.portolan.fs.layout;

import dev.portolan.fs.files.NewNames;
import dev.portolan.fs.files.Permissions;
import dev.portolan.fs.files.Trees;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The unfinished changes to an archive, on top of its previous content. */
final class ArchiveChanges {
    private static final Set<String> WRITTEN_ANEW =
            Set.of(LayoutFiles.LAYOUT_FILE, LayoutFiles.INDEX_FILE, OmittedBlobs.FILE);

    private static final String TEMPORARY = ".tmp";
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path target;
    private final Optional<ArchiveSnapshot> base;
    private final ArchiveDraft draft;
    private final Set<Digest> dropped = new HashSet<>();
    private IndexJson index;
    private OmittedBlobs leftOut;
    private boolean wroteBlobs;
    private boolean failed;

    /**
     * Creates a temporary file next to the archive.
     *
     * @param file with all links on the way to it resolved
     */
    ArchiveChanges(Path file, Optional<ArchiveSnapshot> base, String where) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        Files.createDirectories(folder);
        String prefix = "." + file.getFileName() + ".";
        removeAbandoned(folder, prefix);
        byte[] random = new byte[8];
        ThreadLocalRandom.current().nextBytes(random);
        this.target = file;
        this.base = base;
        this.draft = new ArchiveDraft(folder.resolve(prefix + HexFormat.of().formatHex(random) + TEMPORARY), where);
        if (base.isPresent()) {
            keepPermissions();
        }
        this.index = base.map(archive -> archive.index().copy()).orElseGet(IndexJson::empty);
        this.leftOut = base.map(ArchiveSnapshot::leftOut)
                .map(before -> before.without(List.of()))
                .orElseGet(OmittedBlobs::nothing);
    }

    /** An archive that only its owner may read must not become readable for others. */
    private void keepPermissions() throws IOException {
        try {
            Permissions.copy(target, draft.file());
        } catch (IOException e) {
            discard();
            throw e;
        }
    }

    /** Removes files left by killed writers of the same archive; a living writer has written to its file since. */
    private static void removeAbandoned(Path folder, String prefix) throws IOException {
        int length = prefix.length() + 16 + TEMPORARY.length();
        Trees.deleteOlder(folder, Instant.now().minus(ABANDONED), file -> {
            String name = file.getFileName().toString();
            return name.startsWith(prefix) && name.endsWith(TEMPORARY) && name.length() == length;
        });
    }

    /** Returns where blobs are written to. */
    ArchiveDraft draft() {
        return draft;
    }

    /** Returns the version of the archive that this started from; empty if there was none. */
    Optional<FileStamp> baseStamp() {
        return base.map(ArchiveSnapshot::stamp);
    }

    synchronized IndexJson index() {
        return index;
    }

    /** Changes the index as a whole or not at all. */
    synchronized void change(Consumer<IndexJson> change) {
        IndexJson next = index.copy();
        change.accept(next);
        index = next;
    }

    /** Notes that a copy failed, which may have written blobs and listed nothing. */
    synchronized void abandon() {
        failed = true;
    }

    synchronized OmittedBlobs leftOut() {
        return leftOut;
    }

    /** Notes a blob that is not written, because a base has it. */
    synchronized void leaveOut(Descriptor blob, String baseName) {
        leftOut = leftOut.with(blob, baseName);
    }

    synchronized void wrote(boolean good) {
        wroteBlobs = true;
        failed |= !good;
    }

    synchronized Optional<FileRegion> blob(Digest digest) {
        Optional<FileRegion> written = draft.blob(digest);
        if (written.isPresent() || dropped.contains(digest)) {
            return written;
        }
        return base.flatMap(archive -> archive.blob(digest));
    }

    synchronized void drop(Digest digest) {
        draft.remove(digest);
        if (base.flatMap(archive -> archive.blob(digest)).isPresent()) {
            dropped.add(digest);
        }
    }

    /** Says whether to keep the archive: a failed copy leaves only unreferenced blobs, which are of no use. */
    synchronized boolean worthKeeping() {
        boolean listed = index.changed() && !(base.isEmpty() && index.entries().isEmpty());
        return listed || !dropped.isEmpty() || wroteBlobs && !failed;
    }

    synchronized void finish(Map<String, byte[]> moreFiles) throws IOException {
        Map<String, byte[]> last = new LinkedHashMap<>(moreFiles);
        OmittedBlobs missing = leftOut.without(leftOut.blobs().keySet().stream()
                .filter(digest -> blob(digest).isPresent())
                .toList());
        if (!missing.isEmpty()) {
            last.put(OmittedBlobs.FILE, missing.bytes());
        }
        last.put(LayoutFiles.INDEX_FILE, index.bytes());
        draft.finish(kept(last.keySet()), last);
    }

    private Map<String, FileRegion> kept(Set<String> replaced) {
        Set<String> gone = new HashSet<>(WRITTEN_ANEW);
        gone.addAll(replaced);
        dropped.forEach(digest -> gone.add(ArchiveSnapshot.blobName(digest)));
        gone.addAll(draft.names());
        Map<String, FileRegion> kept = new LinkedHashMap<>();
        base.ifPresent(archive -> {
            for (TarEntry entry : archive.entries()) {
                if (entry.regular() && staysWithin(entry.name()) && !gone.contains(entry.name())) {
                    kept.put(entry.name(), archive.region(entry));
                }
            }
        });
        return kept;
    }

    /** Other programs will unpack the file. */
    private static boolean staysWithin(String name) {
        return !name.startsWith("/")
                && !name.contains("\\")
                && !List.of(name.split("/", -1)).contains("..");
    }

    /**
     * Replaces the archive by the completed file.
     *
     * @throws FileAlreadyExistsException when there was no archive, and something has its name now
     */
    void publish() throws IOException {
        if (base.isEmpty() && !Files.isSymbolicLink(target)) {
            NewNames.move(draft.file(), target);
        } else {
            Files.move(draft.file(), target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes the file, unless it was published. */
    void discard() throws IOException {
        Files.deleteIfExists(draft.file());
    }
}
