package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CachingCredentialsTest {
    private final List<String> asked = new ArrayList<>();
    private final CredentialSource source = (registry, repository) -> {
        asked.add(registry + "/" + repository);
        return registry.equals("none.example")
                ? Optional.empty()
                : Optional.of(Credential.password(repository, "secret " + asked.size()));
    };

    @Test
    void credentials_are_cached() {
        CredentialSource caching = CachingCredentials.of(source);

        Optional<Credential> first = caching.credential("ghcr.io", "demo");

        assertThat(caching.credential("ghcr.io", "demo")).isEqualTo(first);
        assertThat(asked).hasSize(1);
    }

    @Test
    void the_absence_of_credentials_is_cached_too() {
        CredentialSource caching = CachingCredentials.of(source);

        assertThat(caching.credential("none.example", "")).isEmpty();
        assertThat(caching.credential("none.example", "")).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void repositories_have_their_own_credentials() {
        CredentialSource caching = CachingCredentials.of(source);

        assertThat(caching.credential("ghcr.io", "one"))
                .map(Credential::username)
                .contains("one");
        assertThat(caching.credential("ghcr.io", "two"))
                .map(Credential::username)
                .contains("two");
    }

    @Test
    void repositories_can_share_credentials() {
        CredentialSource caching =
                CachingCredentials.builder(source).perRegistry().build();

        caching.credential("ghcr.io", "one");
        caching.credential("ghcr.io", "two");

        assertThat(asked).containsExactly("ghcr.io/");
    }

    @Test
    void expired_credentials_are_requested_again() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        CredentialSource caching = CachingCredentials.builder(source)
                .lifetime(Duration.ofMinutes(5))
                .clock(now::get)
                .build();

        caching.credential("ghcr.io", "");
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(5).minusMillis(1)));
        caching.credential("ghcr.io", "");
        assertThat(asked).hasSize(1);

        now.updateAndGet(time -> time.plus(Duration.ofMillis(1)));
        caching.credential("ghcr.io", "");
        assertThat(asked).hasSize(2);
    }

    @Test
    void forgotten_credentials_are_requested_again() {
        CachingCredentials caching = CachingCredentials.of(source);
        caching.credential("ghcr.io", "");
        caching.credential("quay.io", "");

        caching.forget("ghcr.io");
        caching.credential("ghcr.io", "");
        caching.credential("quay.io", "");

        assertThat(asked).containsExactly("ghcr.io/", "quay.io/", "ghcr.io/");
    }

    @Test
    void a_failure_is_not_cached() {
        AtomicInteger calls = new AtomicInteger();
        CredentialSource caching = CachingCredentials.of((registry, repository) -> {
            if (calls.incrementAndGet() == 1) {
                throw new UnauthenticatedException(Problem.of("not now"));
            }
            return Optional.of(Credential.bearerToken("t0ken"));
        });

        assertThatThrownBy(() -> caching.credential("ghcr.io", "")).isInstanceOf(UnauthenticatedException.class);
        assertThat(caching.credential("ghcr.io", "")).isPresent();
    }

    @Test
    void many_threads_share_one_call() throws Exception {
        int threads = 16;
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(threads);
        CredentialSource caching = CachingCredentials.of((registry, repository) -> {
            calls.incrementAndGet();
            await(begun);
            return Optional.of(Credential.bearerToken("t0ken"));
        });
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Optional<Credential>>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(executor.submit(() -> {
                    begun.countDown();
                    return caching.credential("ghcr.io", "demo");
                }));
            }
            for (Future<Optional<Credential>> answer : answers) {
                assertThat(answer.get()).contains(Credential.bearerToken("t0ken"));
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void a_waiting_thread_can_be_interrupted_and_the_first_one_continues() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CredentialSource caching = CachingCredentials.of((registry, repository) -> {
            asking.countDown();
            await(answer);
            return Optional.of(Credential.bearerToken("t0ken"));
        });
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<Credential>> first = executor.submit(() -> caching.credential("ghcr.io", ""));
            asking.await();

            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> caching.credential("ghcr.io", "")).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();

            answer.countDown();
            assertThat(first.get()).isPresent();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void if_the_calling_thread_is_interrupted_another_one_calls_the_source() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        CredentialSource caching = CachingCredentials.of((registry, repository) -> {
            if (calls.incrementAndGet() == 1) {
                asking.countDown();
                await(never);
            }
            return Optional.of(Credential.bearerToken("t0ken"));
        });
        CompletableFuture<Optional<Credential>> answer = new CompletableFuture<>();
        Thread first = new Thread(() -> {
            try {
                caching.credential("ghcr.io", "");
            } catch (CancelledException e) {
                // as it should be
            }
        });
        Thread second = new Thread(() -> {
            try {
                answer.complete(caching.credential("ghcr.io", ""));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        first.start();
        asking.await();
        second.start();
        while (second.isAlive() && second.getState() != Thread.State.WAITING) {
            Thread.yield();
        }

        first.interrupt();

        assertThat(answer.get()).contains(Credential.bearerToken("t0ken"));
        assertThat(calls).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CancelledException(Problem.of("interrupted"));
        }
    }

    @Test
    void refused_credentials_are_requested_again_and_reported_to_the_source() {
        List<String> told = new ArrayList<>();
        CredentialSource listening = new CredentialSource() {
            @Override
            public Optional<Credential> credential(String registry, String repository) {
                return source.credential(registry, repository);
            }

            @Override
            public void refused(String registry, String repository) {
                told.add(registry + "/" + repository);
            }
        };
        CredentialSource caching = CachingCredentials.of(listening);
        caching.credential("ghcr.io", "demo");
        caching.credential("quay.io", "demo");

        caching.refused("ghcr.io", "demo");
        caching.credential("ghcr.io", "demo");
        caching.credential("quay.io", "demo");

        assertThat(asked).containsExactly("ghcr.io/demo", "quay.io/demo", "ghcr.io/demo");
        assertThat(told).containsExactly("ghcr.io/demo");
    }

    @Test
    void the_cache_is_limited() {
        CredentialSource caching = CachingCredentials.of(source);

        for (int i = 0; i <= 10_000; i++) {
            caching.credential("ghcr.io", "app" + i);
        }
        caching.credential("ghcr.io", "app0");

        assertThat(asked).hasSize(10_002);
    }

    @Test
    void ten_thousand_credentials_are_cached() {
        CredentialSource caching = CachingCredentials.of(source);

        for (int i = 0; i < 20_000; i++) {
            caching.credential("ghcr.io", "app" + i % 10_000);
        }

        assertThat(asked).hasSize(10_000);
    }
}
