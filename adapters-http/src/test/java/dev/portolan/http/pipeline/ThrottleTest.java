package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThrottleTest {
    private final Throttle throttle = new Throttle(Time.SYSTEM);

    @Test
    void the_number_of_concurrent_requests_per_host_is_limited() throws InterruptedException {
        for (int i = 0; i < Throttle.WIDEST; i++) {
            throttle.of("a").enter();
        }
        Thread next = new Thread(() -> {
            try {
                throttle.of("a").enter();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        next.start();
        while (next.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        throttle.of("b").enter();

        throttle.of("a").leave();

        next.join();
    }

    @Test
    void a_throttling_host_gets_half_as_many_until_requests_succeed() throws InterruptedException {
        for (int i = 0; i < 16; i++) {
            throttle.of("a").enter();
        }
        throttle.of("a").slow(Duration.ZERO);
        assertThat(throttle.of("a").width()).isEqualTo(8);

        for (int i = 0; i < 16; i++) {
            throttle.of("a").leave();
        }

        assertThat(throttle.of("a").width()).isEqualTo(9);
        assertThat(throttle.of("b").width()).isEqualTo(Throttle.WIDEST);
    }
}
