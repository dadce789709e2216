package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferWorkerTest {
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @Test
    void buffers_are_processed_in_order_on_another_thread() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicReference<Thread> worker = new AtomicReference<>();
        try (BufferWorker lane = new BufferWorker(
                buffer -> {
                    worker.set(Thread.currentThread());
                    while (buffer.hasRemaining()) {
                        out.write(buffer.get());
                    }
                },
                executor,
                16)) {
            for (int i = 0; i < 1000; i++) {
                lane.add(ByteBuffer.wrap(new byte[] {(byte) i, (byte) (i >> 8)}));
            }
            lane.drain();
        }
        byte[] bytes = out.toByteArray();
        assertThat(bytes).hasSize(2000);
        for (int i = 0; i < 1000; i++) {
            assertThat(bytes[2 * i] & 0xff | (bytes[2 * i + 1] & 0xff) << 8).isEqualTo(i);
        }
        assertThat(worker.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void a_buffer_that_is_passed_in_keeps_its_position() throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[8]).position(3);
        try (BufferWorker lane = new BufferWorker(seen -> seen.position(seen.limit()), executor, 16)) {
            lane.add(buffer);
            lane.drain();
        }
        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.limit()).isEqualTo(8);
    }

    @Test
    void the_number_of_waiting_buffers_is_limited() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger added = new AtomicInteger();
        AtomicInteger worked = new AtomicInteger();
        List<Integer> ahead = new ArrayList<>();
        try (BufferWorker lane = new BufferWorker(
                buffer -> {
                    await(go);
                    ahead.add(added.get() - worked.getAndIncrement());
                },
                executor,
                4)) {
            for (int i = 0; i < 4; i++) {
                lane.add(ByteBuffer.wrap(new byte[1]));
                added.incrementAndGet();
            }
            go.countDown();
            for (int i = 0; i < 500; i++) {
                lane.add(ByteBuffer.wrap(new byte[1]));
                added.incrementAndGet();
            }
            lane.drain();
        }
        assertThat(ahead).hasSize(504).allMatch(n -> n <= 5);
    }

    @Test
    void an_exception_of_the_work_is_thrown_to_the_producer() {
        try (BufferWorker lane = new BufferWorker(
                buffer -> {
                    throw new IllegalStateException("bad");
                },
                executor,
                1)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            lane.add(ByteBuffer.wrap(new byte[1]));
                        }
                        lane.drain();
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("bad");
        }
    }

    @Test
    void without_a_thread_the_producer_does_the_work() throws Exception {
        AtomicInteger bytes = new AtomicInteger();
        try (BufferWorker lane = new BufferWorker(
                buffer -> bytes.addAndGet(buffer.remaining()),
                task -> {
                    throw new RejectedExecutionException();
                },
                1)) {
            lane.add(ByteBuffer.wrap(new byte[3]));
            lane.add(ByteBuffer.wrap(new byte[4]));
            lane.drain();
        }
        assertThat(bytes).hasValue(7);
    }

    @Test
    void draining_an_empty_queue_returns_at_once() throws Exception {
        try (BufferWorker lane = new BufferWorker(buffer -> {}, executor, 1)) {
            lane.drain();
        }
    }

    @Test
    void closing_drops_waiting_buffers_and_ends_the_thread() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger worked = new AtomicInteger();
        BufferWorker lane = new BufferWorker(
                buffer -> {
                    busy.countDown();
                    await(go);
                    worked.incrementAndGet();
                },
                executor,
                2);
        lane.add(ByteBuffer.wrap(new byte[1]));
        lane.add(ByteBuffer.wrap(new byte[1]));
        busy.await();
        lane.close();
        go.countDown();
        executor.shutdown();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(worked).hasValue(1);
    }

    @Test
    void an_interrupt_ends_the_wait() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        BufferWorker lane = new BufferWorker(buffer -> await(go), executor, 1);
        Thread bringer = new Thread(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    lane.add(ByteBuffer.wrap(new byte[1]));
                }
            } catch (CancelledException e) {
                interrupted.set(true);
            }
        });
        bringer.start();
        bringer.interrupt();
        bringer.join();
        lane.close();
        go.countDown();
        assertThat(interrupted).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
