package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    private void measured(int megabytesPerSecond) {
        pace.measured(megabytesPerSecond * 1_000_000L, 1_000_000_000);
    }

    @BeforeEach
    void warm_up() {
        measured(1);
        assertThat(pace.width()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_not_capped_gets_no_company() {
        measured(300);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void each_connection_that_is_capped_is_worth_another_one_up_to_the_most() {
        for (int rate : new int[] {25, 50, 100, 200}) {
            assertThat(pace.settled()).isFalse();
            measured(rate);
        }

        assertThat(pace.width()).isEqualTo(Pace.WIDEST);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void a_second_connection_without_gain_is_abandoned() {
        measured(50);
        assertThat(pace.width()).isEqualTo(2);

        measured(60);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void the_last_width_that_paid_is_kept() {
        measured(25);
        measured(50);
        measured(55);

        assertThat(pace.width()).isEqualTo(2);
        measured(1000);
        assertThat(pace.width()).isEqualTo(2);
    }

    @Test
    void a_host_that_throttles_narrows_it() {
        measured(25);
        measured(50);

        pace.narrow(64);
        assertThat(pace.width()).isEqualTo(4);
        pace.narrow(1);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }
}
