package dev.portolan.fs.layout;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.ChildReader.Links;
import dev.portolan.fs.layout.Finding.Kind;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A verification of everything reachable from the index of a layout: manifests one after the other, then several blobs
 * at a time.
 */
final class VerifyRun {
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int AHEAD = 256;

    private final StoredRepository repository;
    private final ChildReader reader;
    private final TransferListener listener;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Claim> seen = new HashSet<>();
    private final Deque<Child> manifestsLeft = new ArrayDeque<>();
    private final Deque<Descriptor> blobsLeft = new ArrayDeque<>();
    private int manifests;
    private int blobs;
    private long bytes;

    /** The same digest may be claimed with another size or as another type; each claim is checked. */
    private record Claim(Digest digest, long size, Child.Kind kind) {}

    /** The result for a blob: good, a finding, or neither if it may be elsewhere. */
    private record Checked(Descriptor blob, boolean good, Optional<Finding> finding) {}

    VerifyRun(StoredRepository repository, TransferListener listener) {
        this.repository = repository;
        this.reader = new ChildReader(repository);
        this.listener = listener;
    }

    VerifyReport run() {
        try {
            repository.index().orElseThrow(repository::nothingHere).entries().forEach(this::add);
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
            findings.add(new Finding(Kind.ENTRY, entry.refName(), entry.fault()));
        }
    }

    private void add(Child content) {
        Descriptor descriptor = content.descriptor();
        if (seen.add(new Claim(descriptor.digest(), descriptor.size(), content.kind()))) {
            if (content.kind() == Child.Kind.BLOB) {
                blobsLeft.addLast(descriptor);
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
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, VerifyRun::thread);
        try {
            Deque<Future<Checked>> underway = new ArrayDeque<>();
            while (!blobsLeft.isEmpty() || !underway.isEmpty()) {
                if (!blobsLeft.isEmpty() && underway.size() < AHEAD) {
                    Descriptor blob = blobsLeft.removeFirst();
                    underway.addLast(threads.submit(() -> checkBlob(blob)));
                } else {
                    take(underway.removeFirst());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "portolan-verify");
        thread.setDaemon(true);
        return thread;
    }

    private void take(Future<Checked> future) {
        try {
            Checked checked = future.get();
            checked.finding().ifPresent(findings::add);
            blobs += checked.good() ? 1 : 0;
            bytes += checked.good() ? checked.blob().size() : 0;
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("verifying was cancelled").at(repository.name()), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("checking a blob failed", e.getCause());
        }
    }

    private Checked checkBlob(Descriptor blob) throws IOException {
        try {
            if (isElsewhere(blob)) {
                return new Checked(blob, false, Optional.empty());
            }
            listener.started(blob);
            repository.read(blob, buffer -> listener.moved(blob, buffer.remaining()));
            listener.done(blob);
            return new Checked(blob, true, Optional.empty());
        } catch (OciException e) {
            return new Checked(blob, false, Optional.of(finding(blob, e)));
        }
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
