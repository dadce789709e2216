package dev.portolan.registry.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open uploads. One that is idle for an hour is dropped, and so is the longest idle one if there are too many:
 * their clients get "no such upload", and start again.
 */
final class UploadSessions implements AutoCloseable {
    private static final long LONGEST_PAUSE = Duration.ofHours(1).toNanos();
    private static final int MOST = 1_000;

    private final Spool spool;
    private final boolean newestLocationOnly;
    private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();

    /**
     * No uploads yet.
     *
     * @param newestLocationOnly whether a request must use the newest Location
     */
    UploadSessions(Spool spool, boolean newestLocationOnly) {
        this.spool = spool;
        this.newestLocationOnly = newestLocationOnly;
    }

    /** Returns a session that no other request can find. */
    UploadSession detached(String name) {
        return new UploadSession(name, new UploadBuffer(spool));
    }

    UploadSession begin(String name) {
        drop();
        UploadSession session = detached(name);
        sessions.put(session.id(), session);
        return session;
    }

    /** Makes room for one more. Uploads that a request is using are kept. */
    private void drop() {
        long now = System.nanoTime();
        UploadSession oldest = null;
        long longest = 0;
        for (UploadSession session : sessions.values()) {
            long pause = now - session.lastUse();
            if (pause > LONGEST_PAUSE) {
                endIfIdle(session);
            } else if (pause >= longest && !session.isHeld()) {
                oldest = session;
                longest = pause;
            }
        }
        if (oldest != null && sessions.size() >= MOST) {
            endIfIdle(oldest);
        }
    }

    private void endIfIdle(UploadSession session) {
        if (session.holdIfIdle()) {
            try (session) {
                end(session);
            }
        }
    }

    /** Returns the session of a request, locked for this request until it is closed. */
    UploadSession hold(Exchange exchange) {
        UploadSession session = sessions.get(exchange.route().reference());
        if (session == null || !session.name().equals(exchange.name())) {
            throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "no such upload in " + exchange.name());
        }
        session.hold();
        try {
            if (session.ended()) {
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload has ended");
            }
            if (newestLocationOnly && !exchange.parameter("_state").orElse("").equals(session.state())) {
                throw Refusal.of(ErrorCode.BLOB_UPLOAD_INVALID, 404, "this is not the latest Location");
            }
            return session;
        } catch (Refusal e) {
            session.close();
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
