package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.content.Verifier;
import dev.portolan.error.OciException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.pipeline.Time;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.fixture.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Pushes and pulls with a registry that fails often: each ends with the right bytes or with a typed error. {@code
 * -Dportolan.faults.runs=1000} runs more of them.
 */
class FaultRunsTest {
    private static final int RUNS = Integer.getInteger("portolan.faults.runs", 150);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HostConfig IMPATIENT = HostConfig.builder()
            .connectTimeout(Duration.ofSeconds(10))
            .responseTimeout(Duration.ofSeconds(10))
            .idleTimeout(Duration.ofMillis(150))
            .build();

    /** The real clock, but with short waits: seconds become milliseconds. */
    private static final Time HASTY = new Time() {
        private final Instant start = Instant.now();

        @Override
        public Instant now() {
            return start.plus(Duration.between(start, Instant.now()).multipliedBy(1000));
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(0, (int) Math.min(999_999, duration.toNanos() / 1000));
        }

        @Override
        public double random() {
            return 0.5;
        }
    };

    private final Map<String, Integer> counts = new TreeMap<>();

    /** One to three things that go wrong, now and then, at any request or at those of one kind. */
    private static List<Fault> faults(Random random) {
        return random.ints(1 + random.nextInt(3), 0, 9)
                .mapToObj(kind -> {
                    long offset = random.nextInt(60_000);
                    Fault fault = switch (kind) {
                        case 0 -> Fault.cut(offset);
                        case 1 -> Fault.cutUpload(offset);
                        case 2 -> Fault.stall(offset, Duration.ofMillis(400));
                        case 3 -> Fault.corrupt(offset);
                        case 4 -> Fault.throttle(Duration.ofSeconds(1));
                        case 5 -> Fault.status(500);
                        case 6 -> Fault.status(503);
                        case 7 -> Fault.cut(0);
                        default ->
                            Fault.status(
                                    List.of(404, 403, 401, 408, 416, 502, 504).get(random.nextInt(7)));
                    };
                    return switch (random.nextInt(4)) {
                        case 0 -> fault.nth(1 + random.nextInt(12));
                        case 1 -> fault.share(0.5);
                        case 2 -> fault.path("*/blobs/*").share(0.3);
                        default -> fault.share(0.1);
                    };
                })
                .toList();
    }

    private static Artifact artifact(Random random) {
        Artifact.Builder artifact = Artifact.builder().type("application/x.test");
        for (int i = 0; i < 3; i++) {
            byte[] bytes = new byte[random.nextInt(80_000)];
            random.nextBytes(bytes);
            artifact.file("file-" + i, "application/octet-stream", bytes);
        }
        return artifact.build();
    }

    private OciClient client(InMemoryTransport memory) {
        return OciClient.of(
                HttpTransport.builder().defaults(IMPATIENT).time(HASTY).build(), memory);
    }

    /** What lies under the tag is whole and right; a digest that was checked is a byte that was checked. */
    private static void check(Repository repository, Artifact expected) {
        Manifest manifest = repository.manifest(Tag.of("v1")).orElseThrow();
        assertThat(manifest.digest()).isEqualTo(expected.pack().manifest().digest());
        for (Descriptor layer : ((ImageManifest) manifest).layers()) {
            Verifier.check(layer, "the test", repository.bytes(layer));
        }
    }

    private void push(RegistryServer registry, Artifact artifact) {
        try (OciClient client = client(InMemoryTransport.create())) {
            client.push(registry.host() + "/demo/tree:v1", artifact);
        }
        check(registry.repository("demo/tree"), artifact);
    }

    private void pull(RegistryServer registry, Artifact artifact) {
        InMemoryTransport memory = InMemoryTransport.create();
        try (OciClient client = client(memory);
                Repository into = client.open("memory:into")) {
            client.copy(registry.host() + "/demo/tree:v1", "memory:into:v1");
            check(into, artifact);
        }
    }

    private static void store(RegistryServer registry, Artifact artifact) {
        Repository repository = registry.repository("demo/tree");
        artifact.layers().forEach(layer -> repository.write(layer.descriptor().orElseThrow(), layer.content()));
        Fixtures.emptyConfig(repository);
        repository.put(Tag.of("v1"), artifact.pack().manifest());
    }

    private void run(long seed) {
        Random random = new Random(seed);
        Artifact artifact = artifact(random);
        boolean push = random.nextBoolean();
        List<Fault> faults = faults(random);
        try (RegistryServer registry = RegistryServer.builder().faultSeed(seed).start()) {
            if (!push) {
                store(registry, artifact);
            }
            faults.forEach(registry.faults()::add);
            String outcome = "right";
            try {
                if (push) {
                    push(registry, artifact);
                } else {
                    pull(registry, artifact);
                }
            } catch (OciException e) {
                outcome = e.getClass().getSimpleName();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", " + (push ? "push" : "pull") + ", " + faults, e);
            }
            synchronized (counts) {
                counts.merge((push ? "push " : "pull ") + outcome, 1, Integer::sum);
            }
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> thread.getName().startsWith("portolan"))
                .collect(Collectors.toList());
    }

    @Test
    void every_push_and_pull_ends_with_the_right_bytes_or_a_typed_error() throws InterruptedException {
        for (long seed = 1; seed <= RUNS; seed++) {
            long number = seed;
            assertTimeoutPreemptively(LIMIT, () -> run(number), () -> "seed " + number + " hangs");
        }
        System.out.println("Runs with faults: " + counts);
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(RUNS);
        assertThat(counts).containsKeys("push right", "pull right");

        for (Thread thread : threads()) { // threads end soon after what they work for, not with it
            thread.join(TimeUnit.MINUTES.toMillis(1));
        }
        assertThat(threads()).isEmpty();
    }
}
