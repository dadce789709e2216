package dev.portolan.registry.server;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads: distribution-spec, "Pushing blobs" (end-4, end-5, end-6, end-11, end-13, end-14). */
final class UploadEndpoint {
    private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");
    private static final long LARGEST_CHUNK = 4 << 20;
    private static final long SMALLEST_CHUNK = 1 << 20;

    private final Repositories repositories;
    private final UploadSessions sessions;
    private final AccessGate gate;
    private final ServerBehavior behavior;

    UploadEndpoint(Repositories repositories, UploadSessions sessions, AccessGate gate, ServerBehavior behavior) {
        this.repositories = repositories;
        this.sessions = sessions;
        this.gate = gate;
        this.behavior = behavior;
    }

    /** end-4a, end-4b and end-11: begins an upload, accepts a whole blob, or mounts one. */
    void post(Exchange exchange) throws IOException {
        Optional<String> mount = exchange.parameter("mount");
        if (mount.isPresent()) {
            Digest digest = behavior.digest(mount.get());
            if (mounted(exchange, digest)) {
                created(exchange, digest);
                return;
            }
        }
        Optional<Digest> digest = exchange.parameter("digest").map(behavior::digest);
        if (mount.isEmpty() && digest.isPresent() && !behavior.has(Quirk.NO_SINGLE_POST)) {
            finish(exchange, sessions.detached(exchange.name()), digest.get());
            return;
        }
        checkAlgorithm(exchange);
        UploadSession session = sessions.begin(exchange.name());
        if (behavior.has(Quirk.CHUNKS_FROM_1_MIB)) {
            exchange.header("OCI-Chunk-Min-Length", Long.toString(SMALLEST_CHUNK));
        }
        progress(exchange, session);
        exchange.send(202);
    }

    /** The requested algorithm is only checked: the content is hashed when the digest is known. */
    private void checkAlgorithm(Exchange exchange) {
        Optional<String> id = exchange.parameter("digest-algorithm");
        if (id.isPresent() && !behavior.takes(DigestAlgorithm.ofId(id.get()))) {
            throw Refusal.of(ErrorCode.DIGEST_INVALID, "the digest algorithm is not supported");
        }
    }

    private boolean mounted(Exchange exchange, Digest digest) throws IOException {
        Optional<String> from = exchange.parameter("from");
        from.ifPresent(Route::checkName);
        if (behavior.has(Quirk.NO_MOUNTS) || from.isEmpty() && behavior.has(Quirk.MOUNT_NEEDS_FROM)) {
            return false;
        }
        Optional<Repository> source = from.isPresent()
                ? Optional.of(repositories.named(from.get()))
                : repositories.holding(digest, name -> gate.mayPull(exchange, name));
        Optional<Descriptor> blob = source.flatMap(repository -> repository.stat(digest));
        if (blob.isEmpty()) {
            return false;
        }
        Content content = source.get().content(blob.get());
        repositories.write(exchange.name(), target -> {
            Optional<Mounts> mounts = target.capability(Mounts.class).filter(able -> able.canMountFrom(source.get()));
            if (mounts.isPresent()) {
                mounts.get().mountOrWrite(blob.get(), source.get(), content);
            } else {
                target.write(blob.get(), content);
            }
        });
        return true;
    }

    /** end-13: the progress of the upload. */
    void get(Exchange exchange) throws IOException {
        try (UploadSession session = sessions.hold(exchange)) {
            progress(exchange, session);
            exchange.send(204);
        }
    }

    /** end-5: a chunk, or the whole as a stream. */
    void patch(Exchange exchange) throws IOException {
        try (UploadSession session = sessions.hold(exchange)) {
            checkChunk(exchange, session);
            checkOffset(exchange, session);
            session.append(exchange.request().body());
            progress(exchange, session);
            exchange.send(behavior.has(Quirk.PATCH_ANSWERED_CREATED) ? 201 : 202);
        }
    }

    /** end-6: the last chunk, the whole, or nothing, and then the end. */
    void put(Exchange exchange) throws IOException {
        Digest digest = behavior.digest(exchange.parameter("digest")
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "the query has no digest")));
        try (UploadSession session = sessions.hold(exchange)) {
            checkOffset(exchange, session);
            finish(exchange, session, digest);
        }
    }

    /** Writes the blob: directly from the connection if nothing was received yet, otherwise from the spool. */
    private void finish(Exchange exchange, UploadSession session, Digest digest) throws IOException {
        long length = exchange.request().contentLength().orElse(-1);
        boolean through = session.received() == 0 && length >= 0;
        if (!through) {
            session.append(exchange.request().body());
        }
        long size = through ? length : session.received();
        if (size == 0 && behavior.has(Quirk.NO_EMPTY_BLOBS)) {
            throw Refusal.of(ErrorCode.SIZE_INVALID, "empty blobs are not supported");
        }
        try {
            Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
            repositories.write(
                    exchange.name(),
                    repository -> repository.write(blob, through ? exchange.body() : session.content()));
            exchange.request().body().transferTo(OutputStream.nullOutputStream()); // of content that existed
        } finally {
            sessions.end(session);
        }
        created(exchange, digest);
    }

    private void created(Exchange exchange, Digest digest) throws IOException {
        exchange.header("Location", behavior.location(exchange, "/v2/" + exchange.name() + "/blobs/" + digest))
                .header("Docker-Content-Digest", digest.toString())
                .send(201);
    }

    /** end-14: cancels the upload. */
    void delete(Exchange exchange) throws IOException {
        try (UploadSession session = sessions.hold(exchange)) {
            sessions.end(session);
        }
        exchange.send(204);
    }

    private void checkChunk(Exchange exchange, UploadSession session) {
        boolean chunk = exchange.request().headers().first("Content-Range").isPresent();
        long length = exchange.request().contentLength().orElse(-1);
        if (chunk && behavior.has(Quirk.REFUSES_CHUNKS)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "chunked uploads are not supported");
        }
        if (length > LARGEST_CHUNK && behavior.has(Quirk.CHUNKS_OF_4_MIB)) {
            throw refused416(
                    exchange,
                    session,
                    "the request body is too large and exceeds the maximum permissible limit of 4.00MiB");
        }
        if (behavior.has(Quirk.CHUNKS_FROM_1_MIB) && chunk) {
            if (session.small()) {
                throw refused416(exchange, session, "a chunk before the last one was too small");
            }
            session.small(length >= 0 && length < SMALLEST_CHUNK);
        }
    }

    private void checkOffset(Exchange exchange, UploadSession session) {
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
            if (behavior.has(Quirk.NO_RESUMED_UPLOADS)) {
                sessions.end(session);
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, 404, "an upload cannot be resumed");
            }
            throw refused416(
                    exchange,
                    session,
                    "the chunk begins at " + first + ", but " + session.received() + " bytes have been received");
        }
        if (exchange.request().contentLength().orElse(last - first + 1) != last - first + 1) {
            throw Refusal.of(ErrorCode.SIZE_INVALID, "Content-Range and Content-Length differ");
        }
    }

    private Refusal refused416(Exchange exchange, UploadSession session, String detail) {
        progress(exchange, session);
        return Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, 416, detail);
    }

    /** Sets the location and range of the upload: {@code 0-0} also while it is empty. */
    private void progress(Exchange exchange, UploadSession session) {
        long seen = behavior.has(Quirk.STALE_RANGE) ? session.firstChunk() : session.received();
        String path = "/v2/" + session.name() + "/blobs/uploads/" + session.id();
        String state = behavior.has(Quirk.STATE_IN_LOCATIONS) ? "?_state=" + session.newState() : "";
        exchange.header("Location", behavior.location(exchange, path + state))
                .header("Range", "0-" + Math.max(0, seen - 1))
                .header("Docker-Upload-UUID", session.id());
    }
}
