package dev.portolan.fs.layout;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One garbage collection, made under the layout's lock: marks what is wanted, and removes the rest. */
final class GcRun {
    private final LayoutRepository repository;
    private final LayoutFiles files;
    private final GcOptions options;
    private final Instant limit;
    private final Set<Digest> wanted = new HashSet<>();
    private final List<Blob> manifests = new ArrayList<>();
    private final List<Blob> others = new ArrayList<>();
    private int young;

    private record Blob(Digest digest, Path file, long size) {}

    GcRun(LayoutRepository repository, LayoutFiles files, GcOptions options) {
        this.repository = repository;
        this.files = files;
        this.options = options;
        this.limit = Instant.now().minus(options.grace());
    }

    /** Marks what the index leads to; returns the index without the entries that go. */
    IndexJson mark(IndexJson index) throws IOException {
        List<Descriptor> unnamed = new ArrayList<>();
        for (IndexEntry entry : index.entries()) {
            Descriptor manifest = entry.descriptor(repository.name());
            if (options.untagged() && !entry.named() && !isYoung(manifest.digest())) {
                unnamed.add(manifest);
            } else {
                want(manifest);
            }
        }
        List<Descriptor> unwanted = withoutReferrers(unnamed);
        return unwanted.isEmpty() ? index : index.withoutUnnamed(unwanted);
    }

    /** Wants what refers to something wanted, until there is no more of it; returns the rest. */
    private List<Descriptor> withoutReferrers(List<Descriptor> unnamed) {
        List<Descriptor> rest = new ArrayList<>(unnamed);
        boolean more = true;
        while (more) {
            more = rest.removeIf(manifest -> {
                boolean refers = wanted.contains(manifest.digest())
                        || require(manifest)
                                .subject()
                                .filter(subject -> wanted.contains(subject.digest()))
                                .isPresent();
                if (refers) {
                    want(manifest);
                }
                return refers;
            });
        }
        return rest;
    }

    private void want(Descriptor root) {
        Deque<Descriptor> left = new ArrayDeque<>(List.of(root));
        while (!left.isEmpty()) {
            Descriptor content = left.removeFirst();
            if (wanted.add(content.digest()) && MediaTypes.isManifest(content.mediaType())) {
                left.addAll(require(content).children());
            }
        }
    }

    private Manifest require(Descriptor manifest) {
        try {
            return repository.read(manifest).orElseThrow(() -> repository.noBlob(manifest.digest()));
        } catch (OciException e) {
            throw new InvalidManifestException(Problem.of("nothing was removed")
                    .at(repository.name())
                    .because("what a manifest leads to cannot be found out: " + e.getMessage())
                    .advice("verify the layout, and copy or delete that manifest")
                    .causedBy(e));
        }
    }

    private boolean isYoung(Digest digest) throws IOException {
        Optional<BasicFileAttributes> file = files.regular(files.blob(digest));
        return file.isPresent() && isYoung(file.get());
    }

    private boolean isYoung(BasicFileAttributes file) {
        return !file.lastModifiedTime().toInstant().isBefore(limit);
    }

    /**
     * Removes what is not wanted. Manifests go first: one that is found without its layers, because this was killed
     * in between, would be taken for complete.
     */
    GcReport sweep(Ingest ingest) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path folder = files.folder(algorithm);
            if (files.isDirectory(files.blobs()) && files.isDirectory(folder)) {
                sort(algorithm, folder);
            }
        }
        manifests.removeIf(blob -> wanted.contains(blob.digest()));
        others.removeIf(blob -> wanted.contains(blob.digest()));
        List<Digest> removed = new ArrayList<>();
        long bytes = remove(manifests, removed) + remove(others, removed);
        return new GcReport(removed, bytes, unfinished(ingest), young);
    }

    /** Sorts unwanted blobs into manifests and others; wants what young manifests lead to. */
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
        Optional<Manifest> manifest = attributes.isRegularFile() ? manifest(digest) : Optional.empty();
        if (isYoung(attributes)) {
            young++;
            manifest.map(Manifest::children).ifPresent(this::wantDeep);
        } else {
            (manifest.isPresent() ? manifests : others).add(new Blob(digest, file, attributes.size()));
        }
    }

    private void wantDeep(Collection<Descriptor> children) {
        Deque<Descriptor> left = new ArrayDeque<>(children);
        while (!left.isEmpty()) {
            Descriptor content = left.removeFirst();
            if (wanted.add(content.digest()) && MediaTypes.isManifest(content.mediaType())) {
                manifest(content.digest()).map(Manifest::children).ifPresent(left::addAll);
            }
        }
    }

    /** The manifest of a digest that no entry stands for; empty when it is damaged or none. */
    private Optional<Manifest> manifest(Digest digest) {
        try {
            return repository.manifest(digest);
        } catch (ContentMismatchException | InvalidException e) {
            return Optional.empty();
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
            Optional<FileStamp> stamp = FileStamp.of(file);
            if (stamp.isPresent() && stamp.get().modified().toInstant().isBefore(limit)) {
                Optional<IngestFile> left = ingest.take(file);
                if (left.isPresent()) {
                    try (IngestFile unfinished = left.get()) {
                        count++;
                        if (options.dryRun()) {
                            unfinished.keep();
                        }
                    }
                }
            }
        }
        return count;
    }
}
