package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** How threads wait for one another is in {@code CachingTransportTest}. */
class SingleFlightTest {
    @Test
    void keeps_no_entry_for_an_idle_key() {
        SingleFlight<String, Integer> flights = new SingleFlight<>();

        assertThat(flights.get("key", () -> flights.get("other", () -> 1))).isEqualTo(1);
        assertThatThrownBy(() -> flights.get("key", () -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(flights.size()).isZero();
    }
}
