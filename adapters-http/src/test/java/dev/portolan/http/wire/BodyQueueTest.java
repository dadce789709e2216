package dev.portolan.http.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyQueueTest {
    private final PendingRequests clock = new PendingRequests();

    @AfterEach
    void stop() {
        clock.close();
    }

    /** A body of which more has arrived than is read ahead, so that it waits for its reader. */
    private BodyQueue waiting() {
        BodyQueue body = new BodyQueue(Duration.ofMinutes(1), clock, same -> {}, () -> {});
        body.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        body.onNext(List.of(ByteBuffer.allocate((int) BodyQueue.AHEAD)));
        return body;
    }

    @Test
    void a_body_that_waits_for_its_reader_is_watched() {
        waiting();

        assertThat(clock.scheduled()).isEqualTo(1);
    }

    /** Thousands of parts of a large blob may each have waited; the clock must not keep them for minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"complete", "failed", "closed", "broken off"})
    void a_body_that_is_over_is_not_kept(String how) {
        BodyQueue body = waiting();

        switch (how) {
            case "complete" -> body.onComplete();
            case "failed" -> body.onError(new IOException("no"));
            case "closed" -> body.close();
            default -> body.breakOff(new IOException("enough"));
        }

        assertThat(clock.scheduled()).isZero();
    }

    @Test
    void the_rest_of_a_body_that_is_complete_can_be_read() throws IOException {
        BodyQueue body = waiting();
        body.onComplete();

        ByteBuffer rest = body.next();

        assertThat(rest).isNotNull();
        assertThat(rest.remaining()).isEqualTo((int) BodyQueue.AHEAD);
        assertThat(body.next()).isNull();
    }
}
