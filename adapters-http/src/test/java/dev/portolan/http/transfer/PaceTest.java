package dev.portolan.http.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void each_connection_that_is_capped_is_worth_another_one_up_to_the_most() {
        for (int rate : new int[] {25, 50, 100, 200}) {
            assertThat(pace.settled()).isFalse();
            pace.measured(rate, 1);
        }

        assertThat(pace.width()).isEqualTo(Pace.WIDEST);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void a_second_connection_without_gain_is_given_up() {
        pace.measured(100, 1);
        assertThat(pace.width()).isEqualTo(2);

        pace.measured(120, 1);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void the_last_width_that_paid_is_kept() {
        pace.measured(25, 1);
        pace.measured(50, 1);
        pace.measured(55, 1);

        assertThat(pace.width()).isEqualTo(2);
        pace.measured(1000, 1);
        assertThat(pace.width()).isEqualTo(2);
    }

    @Test
    void a_host_that_throttles_narrows_it() {
        pace.measured(25, 1);
        pace.measured(50, 1);

        pace.narrow(64);
        assertThat(pace.width()).isEqualTo(4);
        pace.narrow(1);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }
}
