package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes docs/errors.md from errors that commands really print, and fails when the page says something else. After a change
 * of an error text, run this test with {@code -Dportolan.docs.write=true}.
 */
class ErrorPageTest {
    private static final Path PAGE =
            Path.of("").toAbsolutePath().getParent().getParent().resolve("docs/errors.md");

    private static final Map<Integer, String> MEANINGS = new LinkedHashMap<>();

    static {
        MEANINGS.put(1, "other error");
        MEANINGS.put(2, "usage, or a malformed reference");
        MEANINGS.put(3, "not found in the registry, layout or archive");
        MEANINGS.put(4, "not authenticated, not allowed or not trusted");
        MEANINGS.put(5, "content does not match its digest or size, or is invalid");
        MEANINGS.put(6, "unreachable, timed out, or throttled beyond the retries");
    }

    /** One command per line; the hosts and DIGEST are replaced by real ones. */
    private static final String CALLS = """
            push reg.example/site:v1 missing.txt
            push reg.example/site:v1 file.txt --ca-file missing.pem
            tags reg.example/site --authfile missing.json
            blob get reg.example/site@DIGEST -o dir
            pull oci-layout:image:v1 -o out
            gc reg.example/site
            copy reg.example/site:v1 reg.example/x:v1 --missing-from oci-layout:store
            untag reg.example/site@DIGEST
            pull reg.example/site:v1 -o full
            copy oci-layout:store:v1 docker-archive:new.tar:a/b:v1
            psh
            export reg.example/site:v1
            push
            push reg.example/site:v1
            push reg.example/site:v1 file.txt file.txt
            push reg.example/site:v1 file.txt:text
            push reg.example/site:v1 file.txt --artifact-type note
            push reg.example/site:v1 file.txt -a key
            push reg.example/site:v1 file.txt --compression lzma
            attach reg.example/site:v1 file.txt
            tags registry.example/Site
            tags registry.example/site:v1:v2
            resolve registry.example/site@sha256:abc
            tags user:password@registry.example/site
            repositories registry.example/site
            login reg.example --password=secret
            tags reg.example/site --password-stdin
            tags reg.example/site -u user:password
            tags reg.example/site --timeout soon
            tags reg.example/site --cert-file cert.pem
            copy reg.example/site:v1 locked.example/site:v1 -u me
            copy oci-layout:store:v1 reg.example/site:v2 --from-username me
            inspect reg.example/site:v1 --platform linux
            gc oci-layout:store --grace -1
            serve --rate-limit often
            pull reg.example/site:v9
            resolve reg.example/other:v1
            tags reg.example/other
            blob get reg.example/site@sha256:0000000000000000000000000000000000000000000000000000000000000000
            pull oci-layout:store:v9
            resolve oci-layout:missing:v1
            resolve oci-archive:missing.tar:v1
            tags locked.example/site
            push locked.example/site:v1 file.txt
            verify oci-layout:damaged
            manifest put reg.example/site:v2 file.txt
            pull cut.example/site:v1 -o out --retries 1
            tags down.example/site --retries 0
            tags tls.example/site --retries 0
            tags tls.example/site --plain-http=false --retries 0
            tags broken.example/site --retries 0
            tags busy.example/site --retries 0
            """;

    @TempDir
    Path work;

    private final List<RegistryServer> servers = new ArrayList<>();
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private String digest = "";

    @BeforeEach
    void prepare() throws IOException {
        RegistryServer registry = serve("reg.example", RegistryServer.start());
        serve(
                "locked.example",
                RegistryServer.builder()
                        .authentication(Authentication.basic("a", "b"))
                        .start());
        serve(
                "tls.example",
                RegistryServer.builder().tls(CertificateAuthority.create()).start());
        serve("broken.example", RegistryServer.start()).faults().add(Fault.status(503));
        serve("busy.example", RegistryServer.start()).faults().add(Fault.status(429));
        RegistryServer cut = serve("cut.example", RegistryServer.start());
        try (ServerSocket free = new ServerSocket(0)) {
            hosts.put("down.example", "localhost:" + free.getLocalPort());
        }
        Files.writeString(work.resolve("file.txt"), "content\n");
        Files.writeString(work.resolve("config.json"), "{}");
        Files.createDirectory(work.resolve("dir"));
        Files.writeString(Files.createDirectory(work.resolve("full")).resolve("file.txt"), "other content\n");
        for (String where :
                List.of("reg.example/site:v1", "cut.example/site:v1", "oci-layout:store:v1", "oci-layout:damaged:v1")) {
            run("push " + where + " file.txt");
        }
        digest = run("blob put oci-layout:damaged file.txt").digest();
        Files.writeString(work.resolve("damaged/blobs/sha256").resolve(digest.substring(7)), "damaged\n");
        cut.faults().add(Fault.corrupt(3).path("*/blobs/*"));
        image();
        assertThat(registry.repository("site").tags()).isNotEmpty();
    }

    private void image() throws IOException {
        String config = run("blob put oci-layout:image config.json").digest();
        String layer = run("blob put oci-layout:image file.txt").digest();
        Files.writeString(
                work.resolve("image.json"),
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                        + "{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":2,\"digest\":\""
                        + config
                        + "\"},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"size\":8,\"digest\":\""
                        + layer + "\"}]}");
        run("manifest put oci-layout:image:v1 image.json");
    }

    private RegistryServer serve(String name, RegistryServer server) {
        servers.add(server);
        hosts.put(name, server.host());
        return server;
    }

    @AfterEach
    void stop() {
        servers.forEach(RegistryServer::close);
    }

    private Cli run(String call) {
        String real = call;
        for (Map.Entry<String, String> host : hosts.entrySet()) {
            real = real.replace(host.getKey(), host.getValue());
        }
        return new CliProcess()
                .in(work)
                .with("DOCKER_CONFIG", work.resolve("docker"))
                .with("REGISTRY_AUTH_FILE", "")
                .run((Object[]) real.replace("DIGEST", digest).split(" "));
    }

    @Test
    void the_page_shows_what_the_commands_print() throws IOException {
        Map<Integer, StringBuilder> sections = new LinkedHashMap<>();
        MEANINGS.keySet().forEach(code -> sections.put(code, new StringBuilder()));
        for (String call : CALLS.lines().toList()) {
            Cli cli = run(call);
            assertThat(cli.exit()).as(call + "\n" + cli.err()).isIn(MEANINGS.keySet());
            assertThat(cli.err())
                    .as(call)
                    .startsWith("portolan: ")
                    .doesNotContain("Exception", "dev.portolan", "java.", "password@");
            assertThat(cli.err().lines().toList()).as(call).hasSizeLessThanOrEqualTo(2);
            sections.get(cli.exit())
                    .append("$ portolan ")
                    .append(call)
                    .append('\n')
                    .append(documented(cli.err().lines().findFirst().orElseThrow()))
                    .append("\n\n");
        }
        StringBuilder page = new StringBuilder("""
                # Errors

                `ErrorPageTest` runs these commands and writes this page. Each error is one line on standard error; usage
                errors add a line that names the help, except malformed references. The exit code gives the kind of error.
                """);
        sections.forEach((code, text) -> page.append("\n## ")
                .append(code)
                .append(": ")
                .append(MEANINGS.get(code))
                .append("\n\n```\n")
                .append(text.toString().strip())
                .append("\n```\n"));

        if (Boolean.getBoolean("portolan.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/errors.md; to rewrite it, run this test with -Dportolan.docs.write=true")
                .isEqualTo(page.toString());
    }

    private String documented(String text) {
        String page = text.replace(work.toString() + "/", "").replace(digest, "sha256:…");
        for (Map.Entry<String, String> host : hosts.entrySet()) {
            page = page.replace(host.getValue(), host.getKey());
        }
        return page.replaceAll("sha256:[0-9a-f]{64}", "sha256:…");
    }
}
