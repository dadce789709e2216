package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class CredentialHelperTest {
    @TempDir
    Path dir;

    private HelperScripts scripts;

    @BeforeEach
    void scripts() throws IOException {
        scripts = new HelperScripts(dir);
    }

    @Test
    void a_helper_gets_the_registry_and_returns_the_credential() throws IOException {
        scripts.installKnowing("test", "alice", "secret");

        assertThat(scripts.helpers().named("test").credential("ghcr.io", "demo/tree"))
                .contains(Credential.password("alice", "secret"));
        assertThat(scripts.calls("test")).containsExactly("get ghcr.io");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"serverurl\":\"x\",\"username\":\"alice\",\"secret\":\"s3cret\"}",
                "{\"USERNAME\":\"alice\",\"secret\":\"other\",\"Secret\":\"s3cret\"}"
            })
    void the_members_of_a_response_may_be_in_any_case_as_for_docker(String output) throws IOException {
        scripts.install("test", "echo '" + output + "'");

        assertThat(scripts.helpers().named("test").credential("ghcr.io", ""))
                .contains(Credential.password("alice", "s3cret"));
    }

    @Test
    void docker_hub_is_looked_up_under_its_old_address() throws IOException {
        scripts.installKnowing("test", "alice", "secret");

        scripts.helpers().named("test").credential("docker.io", "library/alpine");

        assertThat(scripts.calls("test")).containsExactly("get https://index.docker.io/v1/");
    }

    @Test
    void the_user_name_token_means_an_identity_token() throws IOException {
        scripts.installKnowing("test", "<token>", "refresh");

        assertThat(scripts.helpers().named("test").credential("ghcr.io", ""))
                .contains(Credential.identityToken("refresh"));
    }

    @Test
    void not_found_is_not_an_error() throws IOException {
        scripts.installKnowingNothing("test");

        assertThat(scripts.helpers().named("test").credential("ghcr.io", "")).isEmpty();
    }

    @Test
    void an_empty_response_means_no_credentials() throws IOException {
        scripts.install("test", "echo '{\"ServerURL\":\"ghcr.io\",\"Username\":\"\",\"Secret\":\"\"}'");

        assertThat(scripts.helpers().named("test").credential("ghcr.io", "")).isEmpty();
    }

    @Test
    void a_helper_runs_once_for_all_repositories_of_a_registry() throws IOException {
        scripts.installKnowing("test", "alice", "secret");
        CredentialHelper helper = scripts.helpers().named("test");

        helper.credential("ghcr.io", "one");
        helper.credential("ghcr.io", "two");
        helper.credential("quay.io", "one");

        assertThat(scripts.calls("test")).containsExactly("get ghcr.io", "get quay.io");
    }

    @Test
    void sixteen_threads_run_a_helper_once() throws Exception {
        scripts.install("test", "sleep 0.2; echo '{\"Username\":\"alice\",\"Secret\":\"secret\"}'");
        CredentialHelper helper = scripts.helpers().named("test");
        ExecutorService executor = Executors.newFixedThreadPool(16);
        try {
            List<Future<Optional<Credential>>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(executor.submit(() -> helper.credential("ghcr.io", "demo")));
            }
            for (Future<Optional<Credential>> answer : answers) {
                assertThat(answer.get()).contains(Credential.password("alice", "secret"));
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(scripts.calls("test")).hasSize(1);
    }

    @Test
    void a_response_is_cached_for_a_limited_time() throws IOException {
        scripts.installKnowing("test", "alice", "secret");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        CredentialHelper helper = CredentialHelpers.builder(scripts.environment())
                .lifetime(Duration.ofMinutes(1))
                .clock(now::get)
                .build()
                .named("test");

        helper.credential("ghcr.io", "");
        now.updateAndGet(time -> time.plus(Duration.ofSeconds(59)));
        helper.credential("ghcr.io", "");
        assertThat(scripts.calls("test")).hasSize(1);

        now.updateAndGet(time -> time.plus(Duration.ofSeconds(1)));
        helper.credential("ghcr.io", "");
        assertThat(scripts.calls("test")).hasSize(2);
    }

    @Test
    void stored_credentials_are_found_and_erased_ones_are_not() throws IOException {
        scripts.installKeeping("test");
        CredentialHelper helper = scripts.helpers().named("test");
        assertThat(helper.credential("ghcr.io", "")).isEmpty();

        helper.store("ghcr.io", Credential.password("alice", "s\"e\\cret"));
        assertThat(helper.credential("ghcr.io", "")).contains(Credential.password("alice", "s\"e\\cret"));

        helper.store("ghcr.io", Credential.identityToken("refresh"));
        assertThat(helper.credential("ghcr.io", "")).contains(Credential.identityToken("refresh"));

        helper.erase("ghcr.io");
        assertThat(helper.credential("ghcr.io", "")).isEmpty();
        helper.erase("ghcr.io");
    }

    @Test
    void a_helper_does_not_store_bearer_tokens() throws IOException {
        scripts.installKeeping("test");
        CredentialHelper helper = scripts.helpers().named("test");

        assertThatThrownBy(() -> helper.store("ghcr.io", Credential.bearerToken("t0ken")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageNotContaining("t0ken");
        assertThat(scripts.calls("test")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../evil", "a/b", "a b", "a;b", "a\nb", "$(a)", "ä"})
    void an_invalid_name_is_refused_before_anything_runs(String name) {
        assertThatThrownBy(() -> scripts.helpers().named(name)).isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void a_missing_helper_is_named() {
        assertThatThrownBy(() -> scripts.helpers().named("absent").credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("docker-credential-absent")
                .hasMessageContaining("ghcr.io");
    }

    @Test
    void a_helper_in_the_working_directory_is_not_run() throws IOException {
        scripts.installKnowing("test", "alice", "secret");
        Path relative =
                Path.of("").toAbsolutePath().relativize(dir.toAbsolutePath().resolve("bin"));
        UserEnvironment environment = UserEnvironment.of(Map.of("PATH", relative + "::."), dir);

        assertThatThrownBy(() -> CredentialHelpers.of(environment).named("test").credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class);
        assertThat(scripts.calls("test")).isEmpty();
    }

    @Test
    void a_helper_gets_only_the_given_environment() throws IOException {
        scripts.install("test", "echo \"{\\\"Username\\\":\\\"$VAULT\\\",\\\"Secret\\\":\\\"${HOME:-none}\\\"}\"");

        assertThat(CredentialHelpers.of(scripts.environment(Map.of("VAULT", "blue")))
                        .named("test")
                        .credential("ghcr.io", ""))
                .contains(Credential.password("blue", "none"));
    }

    @Test
    void the_error_for_a_failed_helper_shows_none_of_its_output() throws IOException {
        scripts.install("test", "echo 'leaked s3cret'; echo 'leaked s3cret' >&2; exit 3");

        assertThatThrownBy(() -> scripts.helpers().named("test").credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "{\"Username\":\"alice\",\"Secret\":s3cret}", "{\"Username\":[\"s3cret\"]}", ""})
    void the_error_for_a_malformed_response_shows_none_of_it(String output) throws IOException {
        scripts.install("test", "echo '" + output + "'");

        assertThatThrownBy(() -> scripts.helpers().named("test").credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageNotContaining("s3cret")
                .satisfies(e -> assertThat(e.getCause()).isNull());
    }

    @Test
    void a_huge_response_is_an_error() throws IOException {
        scripts.install("test", "exec yes");

        assertThatThrownBy(() -> scripts.helpers().named("test").credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("it wrote more than");
    }

    @Test
    void a_helper_that_fails_to_store_is_an_error() throws IOException {
        scripts.install("test", "echo 's3cret'; exit 1");

        assertThatThrownBy(
                        () -> scripts.helpers().named("test").store("ghcr.io", Credential.password("alice", "s3cret")))
                .isInstanceOf(StorageException.class)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_helper_need_not_read_its_input() throws IOException {
        Path program = Files.writeString(
                dir.resolve("bin/docker-credential-deaf"), "#!/bin/sh\necho '{\"Username\":\"a\",\"Secret\":\"b\"}'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(scripts.helpers().named("deaf").credential("ghcr.io", "")).contains(Credential.password("a", "b"));
        scripts.helpers().named("deaf").store("ghcr.io", Credential.password("alice", "x".repeat(1 << 20)));
    }

    @Test
    void a_slow_helper_is_killed_with_its_children() throws Exception {
        scripts.install("test", "sleep 600 & echo $! > '" + dir + "/child'; wait");
        CredentialHelper helper = CredentialHelpers.builder(scripts.environment())
                .timeout(Duration.ofSeconds(3))
                .build()
                .named("test");

        assertThatThrownBy(() -> helper.credential("ghcr.io", ""))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("did not end within");

        assertEnded(dir.resolve("child"));
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .allSatisfy(process -> process.onExit().get(20, TimeUnit.SECONDS));
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("portolan-credential-helper")) {
                thread.join(20_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    /** As helpers do that start an agent, which unlocks a keychain once. */
    @ParameterizedTest
    @ValueSource(strings = {"", "exit 3"})
    void a_child_that_a_helper_leaves_running_does_not_delay_the_result(String end) throws Exception {
        String answer = "{\"Username\":\"alice\",\"Secret\":\"" + "s".repeat(100_000) + "\"}";
        Files.writeString(dir.resolve("answer"), answer);
        scripts.install("test", "sleep 600 & echo $! > '%s/child'; cat '%s/answer'; %s".formatted(dir, dir, end));
        CredentialHelper helper = CredentialHelpers.builder(scripts.environment())
                .timeout(Duration.ofHours(1))
                .build()
                .named("test");
        try {
            if (end.isEmpty()) {
                assertThat(helper.credential("ghcr.io", ""))
                        .contains(Credential.password("alice", "s".repeat(100_000)));
            } else {
                assertThatThrownBy(() -> helper.credential("ghcr.io", "")).hasMessageContaining("exit code 3");
            }
        } finally {
            ProcessHandle.of(Long.parseLong(
                            Files.readString(dir.resolve("child")).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void an_interrupt_ends_the_helper() throws Exception {
        Path begun = fifo("begun");
        scripts.install("test", "sleep 600 & echo $! > '" + dir + "/child'; echo > '" + begun + "'; wait");
        CredentialHelper helper = scripts.helpers().named("test");
        CompletableFuture<Optional<Credential>> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(helper.credential("ghcr.io", ""));
            } catch (RuntimeException e) {
                answer.completeExceptionally(Thread.currentThread().isInterrupted() ? e : new AssertionError(e));
            }
        });
        thread.start();
        Files.readString(begun);

        thread.interrupt();

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancelledException.class);
        assertEnded(dir.resolve("child"));
    }

    /** A pipe with a name: reading it waits until somebody writes. */
    private Path fifo(String name) throws Exception {
        Path path = dir.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    private static void assertEnded(Path pidFile) throws Exception {
        Optional<ProcessHandle> process =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()));
        if (process.isPresent()) {
            process.get().onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
