package dev.portolan.testkit.server;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads: distribution-spec, "Pushing blobs" (end-4, end-5, end-6, end-11, end-13, end-14). */
final class UploadEndpoint implements AutoCloseable {
    private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    private final Repositories repositories;
    private final Optional<Path> spoolDirectory;
    private final int spoolInMemory;
    private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();

    UploadEndpoint(Repositories repositories, Optional<Path> spoolDirectory, int spoolInMemory) {
        this.repositories = repositories;
        this.spoolDirectory = spoolDirectory;
        this.spoolInMemory = spoolInMemory;
    }

    /** end-4a, end-4b and end-11: begins an upload, takes a whole blob, or mounts one. */
    void post(Exchange exchange) throws IOException {
        Optional<String> mount = exchange.parameter("mount");
        if (mount.isPresent() && mounted(exchange, Route.digest(mount.get()))) {
            return;
        }
        Optional<String> digest = exchange.parameter("digest");
        if (mount.isEmpty() && digest.isPresent()) {
            UploadSession session = session(exchange, Route.digest(digest.get()).algorithm());
            finish(exchange, session, Route.digest(digest.get()));
            return;
        }
        UploadSession session = session(exchange, algorithm(exchange));
        sessions.put(session.id(), session);
        progress(exchange, session).send(202);
    }

    private static DigestAlgorithm algorithm(Exchange exchange) {
        String id = exchange.parameter("digest-algorithm").orElse(DigestAlgorithm.SHA256.id());
        return DigestAlgorithm.ofId(id)
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "the digest algorithm is not supported"));
    }

    private UploadSession session(Exchange exchange, DigestAlgorithm algorithm) {
        String id = UUID.randomUUID().toString();
        return new UploadSession(id, exchange.name(), algorithm, new Spool(spoolDirectory, spoolInMemory));
    }

    private boolean mounted(Exchange exchange, Digest digest) throws IOException {
        Repository target = repositories.named(exchange.name());
        Optional<String> from = exchange.parameter("from");
        from.ifPresent(Route::checkName);
        Optional<Repository> source =
                from.isPresent() ? Optional.of(repositories.named(from.get())) : repositories.holding(digest);
        Optional<Descriptor> blob = source.flatMap(repository -> repository.stat(digest));
        if (blob.isEmpty()) {
            return false;
        }
        Content content = source.get().content(blob.get());
        Optional<Mounts> mounts = target.capability(Mounts.class).filter(able -> able.canMountFrom(source.get()));
        if (mounts.isPresent()) {
            mounts.get().mountOrWrite(blob.get(), source.get(), content);
        } else {
            target.write(blob.get(), content);
        }
        created(exchange, digest);
        return true;
    }

    /** end-13: how far the upload is. */
    void get(Exchange exchange) throws IOException {
        UploadSession session = find(exchange);
        session.lock().lock();
        try {
            progress(exchange, session).send(204);
        } finally {
            session.lock().unlock();
        }
    }

    /** end-5: a chunk, or the whole as a stream. */
    void patch(Exchange exchange) throws IOException {
        UploadSession session = find(exchange);
        session.lock().lock();
        try {
            checkOffset(exchange, session);
            session.append(exchange.request().body());
            progress(exchange, session).send(202);
        } finally {
            session.lock().unlock();
        }
    }

    /** end-6: the last chunk, the whole, or nothing, and then the end. */
    void put(Exchange exchange) throws IOException {
        UploadSession session = find(exchange);
        Digest digest = Route.digest(exchange.parameter("digest")
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "the query has no digest")));
        session.lock().lock();
        try {
            checkOffset(exchange, session);
            finish(exchange, session, digest);
        } finally {
            session.lock().unlock();
        }
    }

    private void finish(Exchange exchange, UploadSession session, Digest digest) throws IOException {
        long length = exchange.request().contentLength().orElse(-1);
        boolean through = session.received() == 0 && length >= 0;
        if (!through) {
            session.append(exchange.request().body());
        }
        sessions.remove(session.id());
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, digest, through ? length : session.received());
        try {
            repositories.named(exchange.name()).write(blob, through ? exchange.body() : session.content());
        } catch (ContentMismatchException e) {
            throw Refusal.of(ErrorCode.DIGEST_INVALID, e.getMessage());
        } finally {
            session.discard();
        }
        created(exchange, digest);
    }

    private static void created(Exchange exchange, Digest digest) throws IOException {
        exchange.header("Location", "/v2/" + exchange.name() + "/blobs/" + digest)
                .header("Docker-Content-Digest", digest.toString())
                .send(201);
    }

    /** end-14: gives the upload up. */
    void delete(Exchange exchange) throws IOException {
        UploadSession session = find(exchange);
        session.lock().lock();
        try {
            sessions.remove(session.id());
            session.discard();
        } finally {
            session.lock().unlock();
        }
        exchange.send(204);
    }

    private UploadSession find(Exchange exchange) {
        UploadSession session = sessions.get(exchange.route().reference());
        if (session == null || !session.name().equals(exchange.name())) {
            throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload in " + exchange.name());
        }
        return session;
    }

    private void checkOffset(Exchange exchange, UploadSession session) {
        if (!sessions.containsKey(session.id())) {
            throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload has ended");
        }
        Optional<String> header = exchange.request().headers().first("Content-Range");
        if (header.isEmpty()) {
            return;
        }
        Matcher matcher = CONTENT_RANGE.matcher(header.get());
        if (!matcher.matches()) {
            throw Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, "Content-Range is not of the form first-last");
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (first != session.received()) {
            progress(exchange, session);
            throw Refusal.of(
                    ErrorCode.BLOB_UPLOAD_INVALID,
                    416,
                    "the chunk begins at " + first + ", but " + session.received() + " bytes have come");
        }
        long length = exchange.request().contentLength().orElse(last - first + 1);
        if (length != last - first + 1) {
            throw Refusal.of(ErrorCode.SIZE_INVALID, "Content-Range and Content-Length differ");
        }
    }

    private static Exchange progress(Exchange exchange, UploadSession session) {
        return exchange.header("Location", "/v2/" + session.name() + "/blobs/uploads/" + session.id())
                .header("Range", "0-" + Math.max(0, session.received() - 1))
                .header("Docker-Upload-UUID", session.id());
    }

    @Override
    public void close() {
        sessions.values().forEach(UploadSession::discard);
        sessions.clear();
    }
}
