package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.error.CancelledException;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
class CredentialStoreTest {
    private static final Credential ALICE = Credential.password("alice", "secret");
    private static final Credential BOB = Credential.password("bob", "other");

    @TempDir
    Path dir;

    private HelperScripts scripts;
    private CredentialHelpers helpers;
    private Path file;

    @BeforeEach
    void scripts() throws IOException {
        scripts = new HelperScripts(dir);
        scripts.installKeeping("keeping");
        helpers = scripts.helpers();
        file = dir.resolve(".docker/config.json");
    }

    private CredentialStore store() {
        return CredentialStore.of(file, helpers);
    }

    private DockerConfig config() {
        return DockerConfig.of(file, helpers);
    }

    private void write(String json) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
    }

    private String withoutSpace() throws IOException {
        return Files.readString(file).replaceAll("\\s", "");
    }

    @Test
    void a_first_login_creates_a_file_that_only_its_owner_can_read() throws IOException {
        String where = store().login("ghcr.io", ALICE);

        assertThat(where).isEqualTo(file.toString());
        assertThat(withoutSpace()).isEqualTo("{\"auths\":{\"ghcr.io\":{\"auth\":\"YWxpY2U6c2VjcmV0\"}}}");
        assertThat(config().credential("ghcr.io", "demo")).contains(ALICE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void only_its_owner_can_read_the_lock_file() throws IOException {
        store().login("ghcr.io", ALICE);

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file.resolveSibling(file.getFileName() + ".lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_login_replaces_the_previous_one() {
        store().login("ghcr.io", ALICE);
        store().login("ghcr.io", BOB);

        assertThat(config().credential("ghcr.io", "")).contains(BOB);
    }

    @Test
    void docker_hub_is_stored_under_its_old_address() throws IOException {
        store().login("docker.io", ALICE);

        assertThat(withoutSpace()).contains("\"https://index.docker.io/v1/\"");
        assertThat(config().credential("docker.io", "library/alpine")).contains(ALICE);
    }

    @Test
    void everything_else_in_the_file_keeps_its_order() throws IOException {
        write("""
                {"HttpHeaders": {"X-Meta": "1"}, "auths": {"z.example": {"auth": "eA==", "email": "z@z"},
                "a.example": {"auth": "YTpi", "email": "a@a"}}, "detachKeys": "ctrl-e", "aliases": {"b": [1, 2.5, null, true]}}
                """);

        store().login("a.example", ALICE);

        assertThat(withoutSpace()).isEqualTo("""
                {"HttpHeaders":{"X-Meta":"1"},"auths":{"z.example":{"auth":"eA==","email":"z@z"},\
                "a.example":{"email":"a@a","auth":"YWxpY2U6c2VjcmV0"}},"detachKeys":"ctrl-e","aliases":{"b":[1,2.5,null,true]}}""");
    }

    @Test
    void tokens_are_stored_as_docker_stores_them() throws IOException {
        store().login("one.example", Credential.identityToken("refresh"));
        store().login("two.example", Credential.bearerToken("bearer"));

        assertThat(withoutSpace())
                .isEqualTo("{\"auths\":{\"one.example\":{\"identitytoken\":\"refresh\"},"
                        + "\"two.example\":{\"registrytoken\":\"bearer\"}}}");
    }

    @Test
    void a_logout_removes_every_form_of_the_registry_and_nothing_else() throws IOException {
        write("""
                {"auths": {"ghcr.io": {"auth": "YTpi"}, "https://ghcr.io/v2/": {"auth": "YTpi"},
                "ghcr.io/team": {"auth": "YTpi"}, "quay.io": {"auth": "YTpi"}}, "psFormat": "x"}
                """);

        store().logout("ghcr.io");

        assertThat(withoutSpace())
                .isEqualTo("{\"auths\":{\"ghcr.io/team\":{\"auth\":\"YTpi\"},\"quay.io\":{\"auth\":\"YTpi\"}},"
                        + "\"psFormat\":\"x\"}");
    }

    @Test
    void a_logout_without_a_login_writes_nothing() throws IOException {
        store().logout("ghcr.io");
        assertThat(file).doesNotExist();

        write("{ \"auths\" : {} }");
        store().logout("ghcr.io");
        assertThat(file).hasContent("{ \"auths\" : {} }");
    }

    @Test
    void with_a_helper_the_secret_is_stored_there_and_removed_from_the_file() throws IOException {
        write("{\"credsStore\": \"keeping\", \"auths\": {\"ghcr.io\": {\"auth\": \"YTpi\", \"email\": \"a@a\"}}}");

        String where = store().login("ghcr.io", ALICE);

        assertThat(where).isEqualTo("docker-credential-keeping");
        assertThat(withoutSpace())
                .isEqualTo("{\"credsStore\":\"keeping\",\"auths\":{\"ghcr.io\":{\"email\":\"a@a\"}}}");
        assertThat(config().credential("ghcr.io", "")).contains(ALICE);

        store().logout("ghcr.io");
        assertThat(withoutSpace()).isEqualTo("{\"credsStore\":\"keeping\",\"auths\":{}}");
        assertThat(config().credential("ghcr.io", "")).isEmpty();
    }

    @Test
    void the_helper_of_one_registry_stores_only_its_credential() throws IOException {
        write("{\"credHelpers\": {\"ghcr.io\": \"keeping\"}}");

        store().login("ghcr.io", ALICE);
        store().login("quay.io", BOB);

        assertThat(scripts.calls("keeping")).hasSize(1).allMatch(call -> call.startsWith("store "));
        assertThat(withoutSpace()).contains("\"ghcr.io\":{}", "\"quay.io\":{\"auth\":");
    }

    @Test
    void a_source_without_credentials_notices_a_login() throws IOException {
        write("{\"credsStore\": \"keeping\"}");
        DockerConfig config = config();
        assertThat(config.credential("ghcr.io", "")).isEmpty();

        store().login("ghcr.io", ALICE);

        assertThat(config.credential("ghcr.io", "")).contains(ALICE);
    }

    @Test
    void a_failed_helper_leaves_the_file_unchanged() throws IOException {
        scripts.install("failing", "exit 1");
        write("{\"credsStore\": \"failing\", \"auths\": {\"ghcr.io\": {\"auth\": \"YTpi\"}}}");
        String before = Files.readString(file);

        assertThatThrownBy(() -> store().login("ghcr.io", ALICE)).isInstanceOf(StorageException.class);

        assertThat(file).hasContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"auths\": ", "[]", "{\"auths\": []}", "{\"auths\": {\"ghcr.io\": 1}}", "not json"})
    void a_malformed_file_is_refused_and_not_lost(String json) throws IOException {
        write(json);

        assertThatThrownBy(() -> store().login("ghcr.io", ALICE)).isInstanceOf(InvalidConfigurationException.class);

        assertThat(file).hasContent(json);
        assertThat(files()).isSubsetOf("config.json", "config.json.lock");
    }

    @Test
    void only_the_lock_file_is_left_next_to_the_file() throws IOException {
        store().login("ghcr.io", ALICE);

        assertThat(files()).containsExactlyInAnyOrder("config.json", "config.json.lock");
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void a_file_that_others_can_read_becomes_private() throws IOException {
        write("{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        store().login("ghcr.io", ALICE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void a_symbolic_link_is_followed_and_stays() throws IOException {
        Path real = Files.createDirectories(dir.resolve("dotfiles")).resolve("docker.json");
        Files.writeString(real, "{\"psFormat\": \"x\"}");
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of("../dotfiles/docker.json"));

        store().login("ghcr.io", ALICE);

        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).contains("psFormat", "ghcr.io");
        assertThat(config().credential("ghcr.io", "")).contains(ALICE);
    }

    @Test
    void a_dangling_symbolic_link_gets_its_file() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, dir.resolve("elsewhere/config.json"));

        store().login("ghcr.io", ALICE);

        assertThat(dir.resolve("elsewhere/config.json")).isRegularFile();
        assertThat(file).isSymbolicLink();
    }

    @Test
    void symbolic_links_in_a_circle_are_an_error() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, dir.resolve("other"));
        Files.createSymbolicLink(dir.resolve("other"), file);

        assertThatThrownBy(() -> store().login("ghcr.io", ALICE)).isInstanceOf(StorageException.class);
    }

    @Test
    void the_file_keeps_its_owner_when_root_logs_in() throws IOException {
        assumeTrue("root".equals(Files.getOwner(dir).getName()), "only root can give files away");
        UserPrincipal nobody =
                dir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        write("{}");
        Files.setOwner(file, nobody);

        store().login("ghcr.io", ALICE);

        assertThat(Files.getOwner(file)).isEqualTo(nobody);
    }

    @Test
    void concurrent_logins_are_all_kept() throws Exception {
        int logins = 32;
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> done = new ArrayList<>();
            for (int i = 0; i < logins; i++) {
                String registry = "r" + i + ".example";
                done.add(executor.submit(() -> store().login(registry, ALICE)));
            }
            for (Future<String> each : done) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
        DockerConfig config = config();
        for (int i = 0; i < logins; i++) {
            assertThat(config.credential("r" + i + ".example", "")).contains(ALICE);
        }
    }

    @Test
    void logins_of_several_processes_are_all_kept() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ManyLogins.class.getName(),
                            file.toString(),
                            name)
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        DockerConfig config = config();
        for (String name : List.of("a", "b", "c")) {
            for (int i = 0; i < ManyLogins.COUNT; i++) {
                assertThat(config.credential(name + i + ".example", "")).contains(ManyLogins.CREDENTIAL);
            }
        }
    }

    @Test
    void a_login_waits_for_another_process_and_can_be_interrupted() throws Exception {
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(
                        file.resolveSibling("config.json.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> store().login("ghcr.io", ALICE)).isInstanceOf(CancelledException.class);

            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_credential_that_cannot_be_stored_is_refused() {
        assertThatThrownBy(() -> store().login("ghcr.io", Credential.anonymous()))
                .isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(() -> store().login("ghcr.io", Credential.password("a:b", "s3cret")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(file).doesNotExist();
    }

    @Test
    void a_malformed_registry_is_refused() {
        assertThatThrownBy(() -> store().login("https://ghcr.io", ALICE)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> store().logout("ghcr.io/team")).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void a_login_goes_to_the_file_that_is_read_first() {
        Path named = dir.resolve("named.json");
        UserEnvironment docker = scripts.environment(
                Map.of("DOCKER_CONFIG", dir.resolve("docker").toString()));
        UserEnvironment podman = scripts.environment(Map.of("REGISTRY_AUTH_FILE", named.toString()));

        CredentialStore.of(CredentialHelpers.of(docker)).login("ghcr.io", ALICE);
        CredentialStore.of(CredentialHelpers.of(podman)).login("ghcr.io", BOB);

        assertThat(dir.resolve("docker/config.json")).exists();
        assertThat(named).exists();
        assertThat(DefaultCredentials.of(docker).credential("ghcr.io", "")).contains(ALICE);
        assertThat(DefaultCredentials.of(podman).credential("ghcr.io", "")).contains(BOB);
    }
}
