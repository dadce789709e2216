package dev.portolan.fs.layout;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.layout.ChildReader.Links;
import dev.portolan.fs.layout.Finding.Kind;
import dev.portolan.internal.work.Daemons;
import dev.portolan.internal.work.TaskPool;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A verification of everything reachable from the index of a layout: manifests one after the other, then several blobs
 * at a time.
 */
final class VerifyRun {
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final StoredRepository repository;
    private final ChildReader reader;
    private final TransferListener listener;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Claim> seen = new HashSet<>();
    private final Deque<Child> manifestsLeft = new ArrayDeque<>();
    private final List<Descriptor> blobsLeft = new ArrayList<>();
    private int manifests;
    private int blobs;
    private long bytes;

    /** The same digest may be claimed with another size or as another type; each claim is checked. */
    private record Claim(Digest digest, long size, Child.Kind kind) {}

    VerifyRun(StoredRepository repository, TransferListener listener) {
        this.repository = repository;
        this.reader = new ChildReader(repository);
        this.listener = listener;
    }

    VerifyReport run() {
        try {
            repository.requireIndex().entries().forEach(this::add);
        } catch (InvalidException | LimitExceededException e) {
            findings.add(new Finding(Kind.LAYOUT, LayoutFiles.INDEX_FILE, String.valueOf(e.getMessage())));
        }
        while (!manifestsLeft.isEmpty()) {
            checkManifest(manifestsLeft.removeFirst());
        }
        checkBlobs();
        return new VerifyReport(manifests, blobs, bytes, findings);
    }

    private void add(IndexEntry entry) {
        if (entry.understood().isPresent()) {
            add(Child.listed(entry.understood().get()));
        } else {
            findings.add(new Finding(Kind.ENTRY, entry.shownName(), entry.fault()));
        }
    }

    private void add(Child content) {
        Descriptor descriptor = content.descriptor();
        if (seen.add(new Claim(descriptor.digest(), descriptor.size(), content.kind()))) {
            if (content.kind() == Child.Kind.BLOB) {
                blobsLeft.add(descriptor);
            } else {
                manifestsLeft.addLast(content);
            }
            listener.planned(descriptor);
        }
    }

    private void checkManifest(Child content) {
        Descriptor descriptor = content.descriptor();
        if (content.kind() == Child.Kind.EITHER && isElsewhere(descriptor)) {
            return;
        }
        listener.started(descriptor);
        try {
            Links links = reader.read(content);
            manifests += links.manifest() ? 1 : 0;
            blobs += links.manifest() ? 0 : 1;
            bytes += descriptor.size();
            listener.moved(descriptor, descriptor.size());
            listener.done(descriptor);
            links.children().forEach(this::add);
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            findings.add(finding(descriptor, e));
        }
    }

    private boolean isElsewhere(Descriptor content) {
        return repository.mayBeMissing(content)
                && repository.blob(content.digest()).isEmpty();
    }

    private void checkBlobs() {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, new Daemons("portolan-verify"));
        try {
            TaskPool pool = new TaskPool(threads, THREADS);
            Map<Integer, Finding> found = new ConcurrentSkipListMap<>();
            for (int i = 0; i < blobsLeft.size(); i++) {
                int number = i;
                pool.add(0, () -> checkBlob(blobsLeft.get(number)).ifPresent(finding -> found.put(number, finding)));
            }
            pool.run();
            findings.addAll(found.values());
        } finally {
            threads.shutdown();
        }
    }

    private Optional<Finding> checkBlob(Descriptor blob) {
        try {
            if (!isElsewhere(blob)) {
                listener.started(blob);
                repository.read(blob, buffer -> listener.moved(blob, buffer.remaining()));
                listener.done(blob);
                count(blob);
            }
            return Optional.empty();
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return Optional.of(finding(blob, e));
        } catch (IOException e) {
            throw FileFailure.of("verifying " + blob.digest(), repository.name(), e);
        }
    }

    private synchronized void count(Descriptor blob) {
        blobs++;
        bytes += blob.size();
    }

    private Finding finding(Descriptor content, OciException reason) {
        listener.failed(content, reason);
        return new Finding(kind(reason), content.digest().toString(), String.valueOf(reason.getMessage()));
    }

    private static Kind kind(OciException e) {
        if (e instanceof NotFoundException) {
            return Kind.MISSING;
        }
        if (e instanceof ContentMismatchException) {
            return Kind.DAMAGED;
        }
        if (e instanceof InvalidArchiveException) {
            return Kind.NOT_A_FILE;
        }
        return e instanceof InvalidException ? Kind.INVALID_MANIFEST : Kind.UNREADABLE;
    }
}
