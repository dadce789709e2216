package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.registry.server.RegistryServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Applications use the JVM's common pool, too, and may have all of its threads wait for a registry. */
class CommonPoolTest {
    @Test
    @Timeout(30)
    void no_request_needs_a_thread_of_the_common_pool() throws Exception {
        int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch busy = new CountDownLatch(threads);
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        busy.await();
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            String where = registry.host() + "/demo/x:v1";
            client.push(
                    where,
                    Artifact.builder()
                            .file("a.txt", "text/plain", new byte[3_000_000])
                            .build());
            assertThat(client.at(where).artifact().layers()).hasSize(1);
        } finally {
            done.countDown();
        }
    }
}
