package dev.portolan.fs.layout;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.fs.files.FileAttributes;
import dev.portolan.fs.files.LockedFile;
import dev.portolan.fs.layout.ChildReader.Links;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One garbage collection, under the layout's lock: marks referenced content, and removes the rest. */
final class GcRun {
    private final LayoutRepository repository;
    private final LayoutFiles files;
    private final GcOptions options;
    private final Instant limit;
    private final ChildReader reader;
    private final Set<Digest> wanted = new HashSet<>();
    private final Set<Child> followed = new HashSet<>();
    private final Set<Digest> kept = new HashSet<>();
    /** Content that is referenced as a blob, but may still be a manifest. */
    private final Set<Digest> peeked = new HashSet<>();

    private final List<Blob> manifests = new ArrayList<>();
    private final List<Blob> others = new ArrayList<>();
    private int young;

    private record Blob(Digest digest, Path file, long size) {}

    GcRun(LayoutRepository repository, LayoutFiles files, GcOptions options) {
        this.repository = repository;
        this.reader = new ChildReader(repository);
        this.files = files;
        this.options = options;
        this.limit = Instant.now().minus(options.grace());
    }

    /** Marks the content that the index references; returns the index without the removed entries. */
    IndexJson mark(IndexJson index) throws IOException {
        List<Child> unnamed = new ArrayList<>();
        for (IndexEntry entry : index.entries()) {
            Child manifest = Child.listed(entry.descriptor(repository.name()));
            if (options.untagged() && !entry.named() && !isYoung(files.blob(manifest.digest()))) {
                unnamed.add(manifest);
            } else {
                want(manifest);
            }
        }
        List<Descriptor> unwanted = withoutReferrers(unnamed);
        return unwanted.isEmpty() ? index : index.withoutUnnamed(unwanted);
    }

    private record Unnamed(Child manifest, Optional<Digest> subject) {}

    /** Marks referrers of marked content, until there are no more; returns the rest. */
    private List<Descriptor> withoutReferrers(List<Child> unnamed) {
        List<Unnamed> rest = new ArrayList<>();
        for (Child manifest : unnamed) {
            boolean known = wanted.contains(manifest.digest());
            rest.add(new Unnamed(
                    manifest, known ? Optional.empty() : require(manifest).subject()));
        }
        boolean more = true;
        while (more) {
            more = rest.removeIf(entry -> {
                boolean refers = wanted.contains(entry.manifest().digest())
                        || entry.subject().filter(wanted::contains).isPresent();
                if (refers) {
                    want(entry.manifest());
                }
                return refers;
            });
        }
        return rest.stream().map(entry -> entry.manifest().descriptor()).toList();
    }

    /**
     * Marks content and everything that it references; a digest that was seen as a blob is still followed as a
     * manifest.
     */
    private void want(Child root) {
        Deque<Child> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Child content = left.removeFirst();
            wanted.add(content.digest());
            if (content.kind() != Child.Kind.BLOB) {
                if (followed.add(content)) {
                    Links links = require(content);
                    left.addAll(links.children());
                    links.mentions().forEach(this::keep);
                }
            } else {
                keep(content);
            }
        }
    }

    private Links require(Child content) {
        try {
            boolean absent = content.kind() == Child.Kind.EITHER
                    && repository.mayBeMissing(content.descriptor())
                    && repository.blob(content.digest()).isEmpty();
            Links links = absent ? Links.NONE : reader.read(content);
            if (!links.doubt().isEmpty()) {
                throw new InvalidManifestException(
                        Problem.of(content.digest() + " may be a manifest").because(links.doubt()));
            }
            return links;
        } catch (OciException e) {
            throw new InvalidManifestException(Problem.of("garbage collection removed nothing")
                    .at(repository.name())
                    .because("cannot tell what a manifest references: " + e.getMessage())
                    .advice(Remedy.VERIFY_LAYOUT, "verify the layout, then copy or delete that manifest")
                    .causedBy(e));
        }
    }

    /** Keeps content that is not required, if it exists, and what it references as far as that is known. */
    private void keep(Digest digest) {
        listed(digest).ifPresent(this::keep);
    }

    private Optional<Child> listed(Digest digest) {
        return repository.stat(digest).map(Child::listed);
    }

    private void keep(Child root) {
        Deque<Child> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Child content = left.removeFirst();
            wanted.add(content.digest());
            // a blob that is not a manifest may contain any digest
            boolean named = content.kind() != Child.Kind.BLOB || content.looksLikeManifest();
            Digest digest = content.digest();
            if (named ? kept.add(digest) : peeked.add(digest) && reader.beginsLikeManifest(digest)) {
                links(digest).filter(links -> named || links.manifest()).ifPresent(links -> {
                    left.addAll(links.children());
                    links.mentions().forEach(mention -> listed(mention).ifPresent(left::addLast));
                });
            }
        }
    }

    /** Returns what the content of a digest references; empty when that is unknown. */
    private Optional<Links> links(Digest digest) {
        try {
            return listed(digest)
                    .filter(content -> content.kind() != Child.Kind.BLOB)
                    .map(reader::read);
        } catch (ContentMismatchException | InvalidException | NotFoundException e) {
            return Optional.empty();
        }
    }

    private boolean isYoung(Path file) throws IOException {
        return FileAttributes.of(file).filter(this::isYoung).isPresent();
    }

    private boolean isYoung(BasicFileAttributes file) {
        return !file.lastModifiedTime().toInstant().isBefore(limit);
    }

    void find() throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path folder = files.folder(algorithm);
            if (files.isDirectory(files.blobs()) && files.isDirectory(folder)) {
                sort(algorithm, folder);
            }
        }
        manifests.removeIf(blob -> wanted.contains(blob.digest()));
        others.removeIf(blob -> wanted.contains(blob.digest()));
    }

    /**
     * Removes what was found. Manifests go first: one that is found without its layers, because this was killed in
     * between, would be taken for complete.
     *
     * @param ingest has unfinished files; null for a layout that cannot be written to
     */
    GcReport remove(@Nullable Ingest ingest) throws IOException {
        List<Digest> removed = new ArrayList<>();
        long bytes = remove(manifests, removed) + remove(others, removed);
        return new GcReport(removed, bytes, ingest == null ? 0 : unfinished(ingest), young);
    }

    /** Sorts unwanted blobs into manifests and others; keeps what young manifests reference. */
    private void sort(DigestAlgorithm algorithm, Path folder) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path file : found) {
                Optional<Digest> digest = digest(algorithm, file);
                if (digest.isPresent() && !wanted.contains(digest.get())) {
                    sort(digest.get(), file);
                }
            }
        }
    }

    private void sort(Digest digest, Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (isYoung(attributes)) {
            young++;
            if (attributes.isRegularFile()) {
                keep(digest);
            }
        } else {
            boolean manifest = attributes.isRegularFile()
                    && links(digest).filter(Links::manifest).isPresent();
            (manifest ? manifests : others).add(new Blob(digest, file, attributes.size()));
        }
    }

    private static Optional<Digest> digest(DigestAlgorithm algorithm, Path file) {
        try {
            return Optional.of(new Digest(algorithm, file.getFileName().toString()));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    private long remove(List<Blob> blobs, List<Digest> removed) throws IOException {
        long bytes = 0;
        for (Blob blob : blobs) {
            if (isYoung(blob.file())) {
                young++; // a writer has found it in the meantime
                continue;
            }
            if (!options.dryRun()) {
                Files.deleteIfExists(blob.file());
            }
            removed.add(blob.digest());
            bytes += blob.size();
        }
        return bytes;
    }

    private int unfinished(Ingest ingest) throws IOException {
        int count = 0;
        for (Path file : ingest.unfinished()) {
            Optional<LockedFile> left = isYoung(file) ? Optional.empty() : LockedFile.take(file);
            if (left.isPresent()) {
                try (LockedFile unfinished = left.get()) {
                    count++;
                    if (options.dryRun()) {
                        unfinished.keep();
                    }
                }
            }
        }
        return count;
    }
}
