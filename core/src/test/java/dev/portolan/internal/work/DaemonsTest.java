package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DaemonsTest {
    @Test
    void a_thread_does_not_join_the_group_of_its_creator() throws InterruptedException {
        Daemons daemons = new Daemons("test");
        AtomicReference<Thread> made = new AtomicReference<>();
        Thread starter =
                new Thread(new ThreadGroup("client"), () -> made.set(daemons.newThread(() -> {})), "client-thread");
        starter.start();
        starter.join();

        assertThat(made.get().getThreadGroup()).isSameAs(Thread.currentThread().getThreadGroup());
        assertThat(made.get().isDaemon()).isTrue();
    }
}
