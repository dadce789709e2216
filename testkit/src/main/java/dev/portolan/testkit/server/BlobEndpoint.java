package dev.portolan.testkit.server;

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

    BlobEndpoint(Repositories repositories) {
        this.repositories = repositories;
    }

    void get(Exchange exchange) throws IOException {
        Repository repository = repositories.named(exchange.name());
        Digest digest = exchange.route().digest();
        Descriptor blob = repository
                .stat(digest)
                .orElseThrow(() -> Refusal.of(ErrorCode.BLOB_UNKNOWN, digest + " is not in " + exchange.name()));
        String tag = '"' + digest.toString() + '"';
        exchange.header("Docker-Content-Digest", digest.toString())
                .header("ETag", tag)
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "max-age=31536000");
        if (exchange.request().headers().has("If-None-Match", tag)) {
            exchange.send(304);
            return;
        }
        exchange.header("Content-Type", MediaTypes.OCTET_STREAM);
        Optional<ByteRange> range = range(exchange, blob.size());
        if (range.isPresent()) {
            ByteRange part = range.get();
            exchange.header("Content-Range", "bytes " + part.offset() + "-" + (part.end() - 1) + "/" + blob.size());
            exchange.response().send(206, part.length(), sink -> repository.read(blob, part, sink));
        } else {
            exchange.response().send(200, blob.size(), sink -> repository.read(blob, sink));
        }
    }

    private static Optional<ByteRange> range(Exchange exchange, long size) {
        Optional<String> header = exchange.request().headers().first("Range");
        if (header.isEmpty() || exchange.request().isHead()) {
            return Optional.empty();
        }
        return RangeHeader.parse(header.get(), size);
    }

    void delete(Exchange exchange) throws IOException {
        Digest digest = exchange.route().digest();
        Deletes deletes = repositories
                .named(exchange.name())
                .capability(Deletes.class)
                .orElseThrow(() -> Refusal.of(ErrorCode.UNSUPPORTED, "this registry does not delete"));
        try {
            deletes.deleteBlob(digest);
        } catch (NotFoundException e) {
            throw Refusal.of(ErrorCode.BLOB_UNKNOWN, e.getMessage());
        }
        exchange.send(202);
    }
}
