package dev.portolan.http.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(8 << 20);

    private void measured(int megabytesPerSecond) {
        assertThat(pace.measured(megabytesPerSecond * 1_000_000L, 1_000_000_000))
                .isTrue();
    }

    @BeforeEach
    void warm_up() {
        measured(1);
        assertThat(pace.width()).isEqualTo(1);
    }

    @Test
    void an_uncapped_connection_gets_no_second_one() {
        measured(300);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void a_moment_is_too_short_to_be_a_measurement() {
        assertThat(pace.measured(1_000_000, 99_000_000)).isFalse();
        assertThat(pace.settled()).isFalse();

        measured(300);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void capped_connections_are_added_up_to_the_maximum() {
        for (int rate : new int[] {25, 50, 100, 200}) {
            assertThat(pace.settled()).isFalse();
            measured(rate);
        }

        assertThat(pace.width()).isEqualTo(Pace.WIDEST);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void a_second_connection_without_gain_is_closed() {
        measured(50);
        assertThat(pace.width()).isEqualTo(2);

        measured(60);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void connections_that_turn_out_to_be_uncapped_become_one() {
        measured(90);
        assertThat(pace.width()).isEqualTo(2);

        measured(250);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }

    @Test
    void the_last_width_with_a_gain_is_kept() {
        measured(25);
        measured(50);
        measured(55);

        assertThat(pace.width()).isEqualTo(2);
        measured(1000);
        assertThat(pace.width()).isEqualTo(2);
    }

    @Test
    void a_registry_without_ranges_gets_one_connection_whatever_the_speed() {
        assertThat(pace.isAlone()).isFalse();

        pace.alone();
        measured(25);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.isAlone()).isTrue();
    }

    @Test
    void a_throttling_host_reduces_the_width() {
        measured(25);
        measured(50);

        pace.narrow(64);
        assertThat(pace.width()).isEqualTo(4);
        pace.narrow(1);

        assertThat(pace.width()).isEqualTo(1);
        assertThat(pace.settled()).isTrue();
    }
}
