package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** This application takes every adapter and never mentions Dagger: what its class path holds is what others get. */
class WithoutDaggerTest {
    @Test
    void dagger_is_not_a_dependency_of_users_without_it() {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName("dagger.Component"));
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> Class.forName("jakarta.inject.Inject"));
    }
}
