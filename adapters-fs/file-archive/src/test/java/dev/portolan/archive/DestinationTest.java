package dev.portolan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationTest {
    @TempDir
    Path temp;

    @Test
    void two_extractions_into_one_directory_may_create_the_same_directories() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                Path out = temp.resolve("out" + round);
                out.toFile().mkdir();
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    results.add(threads.submit(() -> {
                        try (Destination destination = Destination.open(out, false, "")) {
                            start.await();
                            destination.makeParents("a/b/c/d/e/f");
                        }
                        return null;
                    }));
                }
                for (Future<?> result : results) {
                    result.get();
                }
                assertThat(out.resolve("a/b/c/d/e")).isDirectory();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
