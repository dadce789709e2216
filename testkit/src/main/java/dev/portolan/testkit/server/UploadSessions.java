package dev.portolan.testkit.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads that are under way. One that nobody works with for an hour is dropped. */
final class UploadSessions implements AutoCloseable {
    private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();

    private final Optional<Path> spoolDirectory;
    private final long inMemory;
    private final boolean newestLocationOnly;
    private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();

    /**
     * No uploads yet.
     *
     * @param spoolDirectory where what outgrows memory is kept; empty for the system's own
     * @param inMemory how many bytes of an upload are kept in memory
     * @param newestLocationOnly whether a request must use the newest Location
     */
    UploadSessions(Optional<Path> spoolDirectory, long inMemory, boolean newestLocationOnly) {
        this.spoolDirectory = spoolDirectory;
        this.inMemory = inMemory;
        this.newestLocationOnly = newestLocationOnly;
    }

    /** A session that no other request can find. */
    UploadSession detached(String name) {
        return new UploadSession(name, new Spool(spoolDirectory, inMemory));
    }

    UploadSession begin(String name) {
        long now = System.nanoTime();
        for (UploadSession old : sessions.values()) {
            if (now - old.lastUse() > LONGEST_PAUSE) {
                end(old);
            }
        }
        UploadSession session = detached(name);
        sessions.put(session.id(), session);
        return session;
    }

    /** The session that a request means, for this request alone until it is closed. */
    UploadSession.Hold hold(Exchange exchange) {
        UploadSession session = sessions.get(exchange.route().reference());
        if (session == null || !session.name().equals(exchange.name())) {
            throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "there is no such upload in " + exchange.name());
        }
        UploadSession.Hold hold = session.hold();
        try {
            if (session.ended()) {
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload has ended");
            }
            if (newestLocationOnly && !exchange.parameter("_state").orElse("").equals(session.state())) {
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, 404, "this is not the newest Location");
            }
            return hold;
        } catch (Refusal e) {
            hold.close();
            throw e;
        }
    }

    void end(UploadSession session) {
        sessions.remove(session.id());
        session.discard();
    }

    @Override
    public void close() {
        sessions.values().forEach(this::end);
    }
}
