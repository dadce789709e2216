package dev.portolan.registry.server;

import dev.portolan.content.ByteRange;
import dev.portolan.error.NotFoundException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.util.Optional;

/** Blobs: distribution-spec, "Pulling blobs" (end-2) and "Deleting blobs" (end-10). */
final class BlobEndpoint {
    private final Repositories repositories;
    private final ServerBehavior behavior;
    private final Optional<BlobStorage> storage;

    /**
     * The endpoint.
     *
     * @param storage to which requests are redirected; empty where this serves blobs itself
     */
    BlobEndpoint(Repositories repositories, ServerBehavior behavior, Optional<BlobStorage> storage) {
        this.repositories = repositories;
        this.behavior = behavior;
        this.storage = storage;
    }

    void get(Exchange exchange) throws IOException {
        Digest digest = behavior.digest(exchange.route().reference());
        Repository repository = repositories.named(exchange.name());
        Descriptor blob = repository
                .stat(digest)
                .orElseThrow(() -> behavior.missing(ErrorCode.BLOB_UNKNOWN, digest + " is not in " + exchange.name()));
        if (storage.isPresent() && !exchange.request().isHead()) {
            exchange.header("Location", storage.get().address(exchange, digest).toString());
            exchange.send(307);
            return;
        }
        if (exchange.request().isHead() && behavior.has(Quirk.BARE_HEAD)) {
            exchange.response().hideLength();
        } else {
            exchange.header("Docker-Content-Digest", digest.toString());
        }
        send(exchange, repository, blob);
    }

    /** Sends a blob, or the part of it that was asked for. */
    void send(Exchange exchange, Repository repository, Descriptor blob) throws IOException {
        EntityTag tag = EntityTag.of(blob.digest());
        exchange.header("ETag", tag.text()).header("Cache-Control", "max-age=31536000");
        if (tag.notModified(exchange.request().headers())) {
            exchange.send(304);
            return;
        }
        exchange.header("Content-Type", MediaTypes.OCTET_STREAM);
        Optional<ByteRange> range = range(exchange, tag, blob.size());
        if (range.isPresent()) {
            ByteRange part = range.get();
            exchange.header("Content-Range", "bytes " + part.offset() + "-" + (part.end() - 1) + "/" + blob.size());
            exchange.response().send(206, part.length(), sink -> repository.read(blob, part, sink));
        } else {
            exchange.response().send(200, blob.size(), sink -> repository.read(blob, sink));
        }
    }

    private Optional<ByteRange> range(Exchange exchange, EntityTag tag, long size) {
        if (behavior.has(Quirk.IGNORES_RANGES)) {
            return Optional.empty();
        }
        exchange.header("Accept-Ranges", "bytes");
        Optional<String> header = exchange.request().headers().first("Range");
        if (header.isEmpty()
                || exchange.request().isHead()
                || !tag.allowsRange(exchange.request().headers())) {
            return Optional.empty();
        }
        return RangeHeader.parse(header.get(), size);
    }

    void delete(Exchange exchange) throws IOException {
        Digest digest = behavior.digest(exchange.route().reference());
        Optional<Deletes> deletes = repositories.named(exchange.name()).capability(Deletes.class);
        if (deletes.isEmpty() || behavior.has(Quirk.NO_DELETES)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, "this registry does not support deletes");
        }
        try {
            deletes.get().deleteBlob(digest);
        } catch (NotFoundException e) {
            throw behavior.missing(ErrorCode.BLOB_UNKNOWN, e);
        }
        exchange.send(202);
    }
}
