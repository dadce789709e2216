package dev.portolan.registry.server;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/**
 * Reads the manifests that clients send, in bounded memory however many of them send at once: a body that is still
 * coming is kept on disk, and only a few that are complete are in memory at a time.
 */
final class ManifestBodies {
    /** A parsed manifest takes several times its size. */
    private static final int SHARE_OF_HEAP = 16;

    private final Spool spool;
    private final Semaphore complete =
            new Semaphore((int) Math.max(1, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / Manifest.LARGEST), true);

    /** Keeps bodies that are still coming in this spool. */
    ManifestBodies(Spool spool) {
        this.spool = spool;
    }

    /** Reads the manifest of a request, and uses it. */
    void read(Exchange exchange, DigestAlgorithm algorithm, Use use) throws IOException {
        if (exchange.request().contentLength().orElse(0) > Manifest.LARGEST) {
            throw tooLarge();
        }
        try (UploadBuffer body = new UploadBuffer(spool)) {
            receive(exchange.request().body(), body);
            complete.acquireUninterruptibly();
            try {
                use.of(parse(exchange, body, algorithm));
            } finally {
                complete.release();
            }
        }
    }

    private static void receive(InputStream from, UploadBuffer to) throws IOException {
        byte[] buffer = new byte[16 << 10];
        for (int n; (n = from.read(buffer)) >= 0; ) {
            if (to.size() + n > Manifest.LARGEST) {
                throw tooLarge();
            }
            to.append(buffer, n);
        }
    }

    private static Manifest parse(Exchange exchange, UploadBuffer body, DigestAlgorithm algorithm) throws IOException {
        try (InputStream bytes = body.content().open()) {
            String type = exchange.request().headers().first("Content-Type").orElse("");
            return Manifest.parse(bytes.readAllBytes(), type, algorithm);
        } catch (InvalidManifestException e) {
            throw Refusal.of(ErrorCode.MANIFEST_INVALID, e);
        }
    }

    private static Refusal tooLarge() {
        return Refusal.of(ErrorCode.SIZE_INVALID, 413, "a manifest may have at most " + Manifest.LARGEST + " bytes");
    }

    /** The work with a manifest. */
    interface Use {
        void of(Manifest manifest) throws IOException;
    }
}
