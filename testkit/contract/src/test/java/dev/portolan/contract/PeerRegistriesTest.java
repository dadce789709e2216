package dev.portolan.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.contract.ContractCase.Outcome;
import dev.portolan.testkit.peer.DockerRegistry;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Registries that others made: they keep some promises, break some, and lack some capabilities. */
class PeerRegistriesTest {
    private static final Pattern LISTENING = Pattern.compile("serving on port (\\d+)");

    private static List<ContractCase> run(String host) {
        RegistryUnderTest registry =
                new RegistryUnderTest(URI.create("http://" + host), "conformance", Optional.empty());
        List<ContractCase> cases = RegistryContract.run(registry);
        System.out.println(Report.of(registry, cases)); // which cases fail differs between versions
        return cases;
    }

    private static List<String> names(List<ContractCase> cases, Outcome outcome) {
        return cases.stream()
                .filter(each -> each.outcome() == outcome)
                .map(ContractCase::name)
                .toList();
    }

    @Test
    void docker_registry_pushes_and_deletes_and_has_no_referrers() {
        try (DockerRegistry registry = DockerRegistry.start()) {
            List<ContractCase> cases = run(registry.host());

            assertThat(names(cases, Outcome.PASS))
                    .contains(
                            "POST and PUT take the whole blob: sha256",
                            "chunks are taken in order: sha256",
                            "a blob is mounted from another repository",
                            "a manifest is deleted with its tags");
            assertThat(names(cases, Outcome.NOT_SUPPORTED))
                    .contains(
                            "POST and PUT take the whole blob: sha512",
                            "a tag is deleted and its manifest stays",
                            "referrers are filtered by artifact type");
        }
    }

    @Test
    void crane_serves_blobs_and_manifests() throws IOException {
        Process process = new ProcessBuilder(
                        PeerProgram.require("crane").path().toString(), "registry", "serve", "--address", "127.0.0.1:0")
                .redirectErrorStream(true)
                .start();
        try {
            BufferedReader log =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            Matcher listening = LISTENING.matcher(String.valueOf(log.readLine()));
            assertThat(listening.find()).isTrue();
            Thread drain = new Thread(() -> log.lines().forEach(line -> {}), "crane-log");
            drain.setDaemon(true);
            drain.start();

            List<ContractCase> cases = run("127.0.0.1:" + listening.group(1));

            assertThat(names(cases, Outcome.PASS))
                    .contains("GET of a blob is its bytes", "a range is exactly its bytes: from one byte to another");
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
