package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Load tests of a registry: 64 clients push in every way, pull blobs and ranges, mount, list and delete at the same
 * time, and check every byte and response. The content that exists at one time is bounded, but the traffic is not, so a
 * registry whose memory grows with the traffic fails.
 *
 * <p>The environment variable {@code PORTOLAN_SOAK_SECONDS} sets the duration, 2 seconds by default. A summary is
 * printed.
 *
 * @since 0.1.0
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class LoadContract {
    private static final int CLIENTS = 64;

    /** Called by JUnit. */
    protected LoadContract() {}

    /** Returns the address of the registry: {@code http://localhost:5000}. It must support deletes. */
    protected abstract URI registry();

    /** Returns the credential that answers the registry's challenges; empty for none. */
    protected Optional<Credential> credential() {
        return Optional.empty();
    }

    private static Duration time() {
        return Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("PORTOLAN_SOAK_SECONDS", "2")));
    }

    @Test
    void many_clients_at_once_lose_nothing_and_get_the_right_bytes() throws Exception {
        Wire wire = new Wire(registry(), credential(), "load");
        LoadClient.Traffic traffic = new LoadClient.Traffic();
        List<LoadClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new LoadClient(wire, i, traffic));
        }
        long end = System.nanoTime() + time().toNanos();
        inParallel(clients, client -> {
            do {
                client.round();
            } while (System.nanoTime() < end);
        });

        Map<String, String> kept = new TreeMap<>();
        clients.forEach(client -> kept.putAll(client.kept()));
        assertThat(clients.get(0).tags()).containsExactlyElementsOf(kept.keySet());
        inParallel(clients, LoadClient::lookAgain);
        System.out.printf(
                "%d clients, %d s: %d rounds, %d requests, %d bytes sent, %d bytes received%n",
                CLIENTS,
                time().toSeconds(),
                traffic.rounds.sum(),
                traffic.requests.sum(),
                traffic.sent.sum(),
                traffic.received.sum());
    }

    private static void inParallel(List<LoadClient> clients, Consumer<LoadClient> work) throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        clients.forEach(client -> tasks.add(() -> {
            work.accept(client);
            return true;
        }));
        AtOnce.run(CLIENTS, tasks);
    }
}
