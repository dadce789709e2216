package dev.portolan.testkit.server;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.locks.ReentrantLock;

/** One upload under way, from its POST to its PUT. Whoever works with it holds its lock. */
final class UploadSession {
    private final String id;
    private final String name;
    private final Spool spool;
    private final ReentrantLock lock = new ReentrantLock();
    private final DigestAlgorithm algorithm;
    private final MessageDigest hash;

    UploadSession(String id, String name, DigestAlgorithm algorithm, Spool spool) {
        this.id = id;
        this.name = name;
        this.algorithm = algorithm;
        this.hash = algorithm.newMessageDigest();
        this.spool = spool;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** How many bytes have come. */
    long received() {
        return spool.size();
    }

    /** Takes a chunk; what came before a connection broke is kept, so that the client can go on from there. */
    void append(InputStream chunk) throws IOException {
        byte[] buffer = new byte[Streams.BUFFER];
        for (int n; (n = chunk.read(buffer)) >= 0; ) {
            hash.update(buffer, 0, n);
            spool.append(buffer, n);
        }
    }

    /** What has come, knowing its digest where that is of the algorithm of the session. */
    Content content() throws IOException {
        try {
            return spool.content(Digest.finish(algorithm, (MessageDigest) hash.clone()));
        } catch (CloneNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** Drops what has come. */
    void discard() {
        try {
            spool.close();
        } catch (IOException e) {
            System.getLogger(UploadSession.class.getName())
                    .log(System.Logger.Level.WARNING, "the spool file of an upload could not be removed", e);
        }
    }
}
