package dev.portolan.registry.server;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.Repository;
import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The storage behind registries that redirect: another port, which accepts only signed addresses. Like S3 and Azure, it
 * refuses requests that have credentials in addition to the signature.
 */
final class BlobStorage {
    private static final String PREFIX = "/storage/";

    private final Repositories repositories;
    private final String secret;
    private volatile int port;

    BlobStorage(Repositories repositories) {
        this.repositories = repositories;
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        this.secret = HexFormat.of().formatHex(bytes);
    }

    void listensOn(int newPort) {
        port = newPort;
    }

    /** Returns the signed address of a blob, with the host that the client uses for this server. */
    URI address(Exchange exchange, Digest digest) {
        String path = PREFIX + exchange.name() + "/blobs/" + digest;
        return URI.create(exchange.request().base(port) + path + "?X-Signature=" + signature(path));
    }

    private String signature(String path) {
        return Digest.sha256((secret + path).getBytes(StandardCharsets.UTF_8)).hex();
    }

    void handle(Request request, Response response, BlobEndpoint blobs) throws IOException {
        if (request.headers().first("Authorization").isPresent()) {
            throw Refusal.of(ErrorCode.UNSUPPORTED, 400, "only one kind of authentication is allowed");
        }
        if (!request.parameter("X-Signature").orElse("").equals(signature(request.path()))) {
            throw Refusal.of(ErrorCode.DENIED, "the signature is wrong");
        }
        String registryPath = "/v2/" + request.path().substring(PREFIX.length());
        Route route = Route.of(registryPath).orElseThrow();
        Repository repository = repositories.named(route.name());
        Descriptor blob = repository
                .stat(route.digest())
                .orElseThrow(() -> Refusal.of(ErrorCode.BLOB_UNKNOWN, route.digest() + " is not in storage"));
        blobs.send(new Exchange(request, response, route), repository, blob);
    }
}
