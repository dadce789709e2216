package dev.portolan.fs.layout;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.Finding.Kind;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One walk over all that a layout's index leads to. */
final class VerifyRun {
    private final StoredRepository repository;
    private final TransferListener listener;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Content> seen = new HashSet<>();
    private final Deque<Descriptor> left = new ArrayDeque<>();
    private int manifests;
    private int blobs;
    private long bytes;

    /** The same digest may be claimed with another size or as another type; each claim is checked. */
    private record Content(Digest digest, long size, boolean manifest) {}

    VerifyRun(StoredRepository repository, TransferListener listener) {
        this.repository = repository;
        this.listener = listener;
    }

    VerifyReport run() {
        try {
            repository.index().orElseThrow(repository::nothingHere).entries().forEach(this::add);
        } catch (InvalidException | LimitExceededException e) {
            findings.add(new Finding(Kind.LAYOUT, LayoutFiles.INDEX_FILE, String.valueOf(e.getMessage())));
        }
        while (!left.isEmpty()) {
            check(left.removeFirst());
        }
        return new VerifyReport(manifests, blobs, bytes, findings);
    }

    private void add(IndexEntry entry) {
        if (entry.understood().isPresent()) {
            add(entry.understood().get());
        } else {
            findings.add(new Finding(Kind.ENTRY, entry.refName(), entry.fault()));
        }
    }

    private void add(Descriptor content) {
        boolean manifest = MediaTypes.isManifest(content.mediaType());
        if (seen.add(new Content(content.digest(), content.size(), manifest))) {
            left.addLast(content);
            listener.planned(content);
        }
    }

    private void check(Descriptor content) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException(
                    Problem.of("verifying").at(repository.name()).because("the thread was interrupted"));
        }
        listener.started(content);
        try {
            if (MediaTypes.isManifest(content.mediaType())) {
                checkManifest(content);
            } else {
                checkBlob(content);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            found(kind(e), content, e);
        } catch (IOException e) {
            throw new IllegalStateException("a sink that takes everything does not fail", e);
        }
    }

    private void checkManifest(Descriptor content) {
        Optional<Manifest> manifest = repository.read(content);
        if (manifest.isEmpty()) {
            missing(content);
            return;
        }
        manifests++;
        bytes += content.size();
        listener.moved(content, content.size());
        listener.done(content);
        manifest.get().children().forEach(this::add);
    }

    private void checkBlob(Descriptor content) throws IOException {
        if (repository.blob(content.digest()).isEmpty()) {
            if (!repository.mayBeMissing(content)) {
                missing(content);
            }
            return;
        }
        repository.read(content, buffer -> listener.moved(content, buffer.remaining()));
        blobs++;
        bytes += content.size();
        listener.done(content);
    }

    private void missing(Descriptor content) {
        found(Kind.MISSING, content, repository.noBlob(content.digest()));
    }

    private void found(Kind kind, Descriptor content, OciException reason) {
        findings.add(new Finding(kind, content.digest().toString(), String.valueOf(reason.getMessage())));
        listener.failed(content, reason);
    }

    private static Kind kind(OciException e) {
        if (e instanceof ContentMismatchException) {
            return Kind.DAMAGED;
        }
        if (e instanceof InvalidArchiveException) {
            return Kind.NOT_A_FILE;
        }
        return e instanceof InvalidException ? Kind.INVALID_MANIFEST : Kind.UNREADABLE;
    }
}
