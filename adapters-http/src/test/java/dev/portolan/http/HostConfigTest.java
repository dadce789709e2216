package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.MirrorHost;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.Tls;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a host: TLS, client certificates, mirrors, proxies, headers; in code and in a file. */
class HostConfigTest {
    private static final Artifact LETTER = Artifact.builder()
            .file("letter.txt", "text/plain", "Dear reader\n".getBytes(StandardCharsets.UTF_8))
            .build();

    @TempDir
    Path work;

    private static OciClient client(String host, HostConfig config) {
        return OciClient.of(HttpTransport.builder().host(host, config).build());
    }

    private static HostConfig tls(Tls.Builder tls) {
        return HostConfig.builder().plainHttp(false).tls(tls.build()).build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void a_custom_authority_is_trusted_when_it_is_configured() {
        CertificateAuthority authority = CertificateAuthority.create();
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start();
                OciClient client = client(registry.host(), tls(Tls.builder().trustAlso(bytes(authority.pem()))))) {
            client.push(registry.host() + "/demo/letter:v1", LETTER);

            assertThat(client.at(registry.host() + "/demo/letter").tags()).hasToString("[v1]");
        }
    }

    @Test
    void any_tls_setting_means_https_also_on_a_loopback_address() {
        CertificateAuthority authority = CertificateAuthority.create();
        Tls tls = Tls.builder().trustAlso(bytes(authority.pem())).build();
        HostConfig config = HostConfig.builder().tls(tls).build();
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start()) {
            for (HttpTransport.Builder transport : List.of(
                    HttpTransport.builder().tls(tls),
                    HttpTransport.builder().defaults(config),
                    HttpTransport.builder().host(registry.host(), config))) {
                try (OciClient client = OciClient.of(transport.build())) {
                    assertThat(client.at(registry.host() + "/demo/letter:v1").exists())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void certificates_for_all_hosts_do_not_switch_loopback_addresses_to_tls() {
        Tls tls = Tls.builder()
                .trustAlso(bytes(CertificateAuthority.create().pem()))
                .build();
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = client(
                        registry.host(), HostConfig.builder().tlsWhereUsed(tls).build())) {
            assertThat(client.at(registry.host() + "/demo/letter:v1").exists()).isFalse();
        }
    }

    @Test
    void plain_http_and_tls_contradict_each_other() {
        Tls tls = Tls.builder().trustAny().build();

        assertThatThrownBy(() -> HostConfig.builder().plainHttp(true).tls(tls).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contradict");
        assertThatThrownBy(
                        () -> HttpTransport.builder().plainHttp(true).tls(tls).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contradict");
        assertThat(HostConfig.builder().tls(tls).build().toBuilder()
                        .plainHttp(true)
                        .build()
                        .plainHttp())
                .contains(true);
    }

    @Test
    void its_text_shows_no_secret() {
        HostConfig config = HostConfig.builder()
                .header("X-Key", "hush-hush")
                .proxy(ProxyServer.parse("http://me:secret@proxy.example:3128"))
                .build();

        assertThat(config.toString())
                .contains("X-Key", "proxy.example:3128", "attempts=5")
                .doesNotContain("hush")
                .doesNotContain("secret");
    }

    @Test
    void a_certificate_of_an_unknown_authority_is_refused_and_the_message_says_what_to_do() {
        try (RegistryServer registry = RegistryServer.builder()
                        .tls(CertificateAuthority.create())
                        .start();
                OciClient client = client(
                        registry.host(),
                        HostConfig.builder().plainHttp(false).attempts(1).build())) {
            assertThatThrownBy(() -> client.at(registry.host() + "/demo/letter").tags())
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("certificate");
        }
    }

    @Test
    void any_certificate_is_accepted_on_request() {
        try (RegistryServer registry = RegistryServer.builder()
                        .tls(CertificateAuthority.create())
                        .start();
                OciClient client = client(registry.host(), tls(Tls.builder().trustAny()))) {
            assertThat(client.at(registry.host() + "/demo/letter:v1").exists()).isFalse();
        }
    }

    @Test
    void a_client_certificate_is_accepted_by_a_server_that_requires_one() {
        CertificateAuthority authority = CertificateAuthority.create();
        Identity identity = authority.issue("build-agent");
        try (RegistryServer registry = RegistryServer.builder()
                        .tls(authority)
                        .clientCertificates(true)
                        .start();
                OciClient without = client(
                        registry.host(),
                        tls(Tls.builder().trustAlso(bytes(authority.pem()))).toBuilder()
                                .attempts(1)
                                .build());
                OciClient with = client(
                        registry.host(),
                        tls(Tls.builder()
                                .trustAlso(bytes(authority.pem()))
                                .identity(bytes(identity.certificatePem()), bytes(identity.privateKeyPem()))))) {
            assertThatThrownBy(() ->
                            without.at(registry.host() + "/demo/letter:v1").exists())
                    .isInstanceOf(UnreachableException.class);
            assertThat(with.at(registry.host() + "/demo/letter:v1").exists()).isFalse();
        }
    }

    @Test
    void a_mirror_serves_content_and_is_told_the_registry() {
        try (RegistryServer origin = RegistryServer.start();
                RegistryServer mirror = RegistryServer.start();
                OciClient direct = OciClient.of(HttpTransport.create());
                OciClient client = client(
                        origin.host(),
                        HostConfig.builder()
                                .mirror(new MirrorHost(mirror.host(), ""))
                                .build())) {
            direct.push(mirror.host() + "/demo/letter:v1", LETTER);

            try (var artifact = client.at(origin.host() + "/demo/letter:v1").artifact()) {
                assertThat(artifact.bytes(artifact.layers().get(0))).asString().isEqualTo("Dear reader\n");
            }

            assertThat(origin.requests().all()).isEmpty();
            assertThat(mirror.requests().all())
                    .filteredOn(request -> request.method().equals("GET"))
                    .extracting(RecordedRequest::query)
                    .allMatch(query -> query.contains("ns="));
        }
    }

    @Test
    void a_transfer_that_a_mirror_breaks_off_continues_at_the_registry() {
        try (RegistryServer origin = RegistryServer.start();
                RegistryServer mirror = RegistryServer.builder()
                        .fault(Fault.cut(5).method("GET").path("*/blobs/*"))
                        .start();
                OciClient direct = OciClient.of(HttpTransport.create());
                OciClient client = client(
                        origin.host(),
                        HostConfig.builder()
                                .mirror(new MirrorHost(mirror.host(), ""))
                                .build())) {
            direct.push(origin.host() + "/demo/letter:v1", LETTER);
            direct.push(mirror.host() + "/demo/letter:v1", LETTER);
            origin.requests().clear();

            try (var artifact = client.at(origin.host() + "/demo/letter:v1").artifact()) {
                assertThat(artifact.bytes(artifact.layers().get(0))).asString().isEqualTo("Dear reader\n");
            }

            assertThat(origin.requests().all())
                    .extracting(RecordedRequest::line)
                    .singleElement()
                    .asString()
                    .startsWith("GET /v2/demo/letter/blobs/");
        }
    }

    @Test
    void content_that_is_wrong_in_a_mirror_comes_from_the_registry() throws IOException {
        try (RegistryServer origin = RegistryServer.start();
                RegistryServer mirror = RegistryServer.builder()
                        .fault(Fault.corrupt(5).method("GET"))
                        .start();
                OciClient direct = OciClient.of(HttpTransport.create());
                OciClient byTag = client(
                        origin.host(),
                        HostConfig.builder().mirror(mirror.host()).build());
                OciClient bytes = client(
                        origin.host(),
                        HostConfig.builder().mirror(mirror.host()).build())) {
            Descriptor letter =
                    direct.push(origin.host() + "/demo/letter:v1", LETTER).root();
            direct.push(mirror.host() + "/demo/letter:v1", LETTER);

            assertThat(byTag.at(origin.host() + "/demo/letter@" + letter.digest())
                            .manifest()
                            .digest())
                    .isEqualTo(letter.digest());
            Descriptor layer = direct.at(origin.host() + "/demo/letter:v1")
                    .manifest()
                    .children()
                    .get(1);
            try (Repository repository = bytes.open(origin.host() + "/demo/letter")) {
                assertThat(repository.bytes(layer)).asString().isEqualTo("Dear reader\n");
            }
            assertThat(mirror.requests().all())
                    .extracting(RecordedRequest::method)
                    .filteredOn("GET"::equals)
                    .hasSize(2);
        }
    }

    @Test
    void a_copy_continues_when_a_mirror_has_wrong_content() {
        try (RegistryServer origin = RegistryServer.start();
                RegistryServer mirror = RegistryServer.builder()
                        .fault(Fault.corrupt(5).method("GET").path("*/blobs/*"))
                        .start();
                OciClient direct = OciClient.of(HttpTransport.create(), InMemoryTransport.create());
                OciClient client = OciClient.of(
                        HttpTransport.builder()
                                .host(
                                        origin.host(),
                                        HostConfig.builder()
                                                .mirror(mirror.host())
                                                .build())
                                .build(),
                        InMemoryTransport.create())) {
            direct.push(origin.host() + "/demo/letter:v1", LETTER);
            direct.push(mirror.host() + "/demo/letter:v1", LETTER);

            client.copy(origin.host() + "/demo/letter:v1", "memory:letter:v1");

            assertThat(client.at("memory:letter:v1").exists()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://sea.example", "sea.example/demo", "a b", "", "sea.example:", "user:word@sea.example"})
    void a_malformed_host_is_refused_without_showing_a_password(String host) {
        assertThatThrownBy(() -> HttpTransport.builder().host(host, HostConfig.defaults()))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("HOST:PORT")
                .hasMessageNotContaining("word");
    }

    @Test
    void a_host_is_configured_under_any_spelling_of_its_name() {
        try (RegistryServer registry = RegistryServer.start()) {
            String port = registry.host().substring(registry.host().indexOf(':'));
            try (OciClient client = client(
                    "LocalHost" + port,
                    HostConfig.builder().plainHttp(false).attempts(1).build())) {
                assertThatThrownBy(() -> client.at("localhost" + port + "/demo/letter:v1")
                                .exists())
                        .isInstanceOf(UnreachableException.class)
                        .hasMessageContaining("speaks plain HTTP, not TLS");
            }
        }
    }

    @Test
    void missing_content_and_all_writes_go_to_the_registry_itself() {
        try (RegistryServer origin = RegistryServer.start();
                RegistryServer mirror = RegistryServer.start();
                OciClient client = client(
                        origin.host(),
                        HostConfig.builder()
                                .mirror(MirrorHost.parse("127.0.0.1:1"))
                                .mirror(MirrorHost.parse(mirror.host() + "/cache"))
                                .build())) {
            client.push(origin.host() + "/demo/letter:v1", LETTER);

            assertThat(client.at(origin.host() + "/demo/letter:v1").manifest().children())
                    .hasSize(2);
            assertThat(mirror.requests().all())
                    .extracting(RecordedRequest::method)
                    .containsOnly("GET");
            assertThat(mirror.requests().all())
                    .extracting(RecordedRequest::path)
                    .allMatch(path -> path.startsWith("/v2/cache/demo/letter/"));
        }
    }

    @Test
    void a_proxy_is_used_for_its_host_and_headers_go_only_to_their_host() {
        WireMockServer proxy =
                new WireMockServer(WireMockConfiguration.options().dynamicPort());
        proxy.stubFor(WireMock.any(WireMock.anyUrl())
                .willReturn(WireMock.aResponse().withStatus(200).withBody("{\"tags\":[\"v7\"]}")));
        proxy.start();
        try (OciClient client = client(
                "registry.example",
                HostConfig.builder()
                        .plainHttp(true)
                        .proxy("127.0.0.1", proxy.port())
                        .header("X-Gateway", "team-a")
                        .build())) {
            assertThat(client.at("registry.example/demo/letter").tags()).hasToString("[v7]");

            proxy.verify(WireMock.getRequestedFor(WireMock.urlPathEqualTo("/v2/demo/letter/tags/list"))
                    .withHeader("Host", WireMock.equalTo("registry.example"))
                    .withHeader("X-Gateway", WireMock.equalTo("team-a")));
        } finally {
            proxy.stop();
        }
    }

    @Test
    void a_file_can_hold_the_same_configuration() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create();
        Files.writeString(work.resolve("ca.pem"), authority.pem());
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start()) {
            Path file = Files.writeString(work.resolve("registries.json"), """
                    {
                      "defaults": { "attempts": 2 },
                      "hosts": {
                        "%s": {
                          "plainHttp": false, "caFile": "ca.pem", "headers": { "X-Gateway": "team-a" },
                          "mirrors": [ "127.0.0.1:1/hub" ], "idleTimeout": 3, "chunkSize": 1048576
                        }
                      }
                    }
                    """.formatted(registry.host()));
            RegistriesFile read = RegistriesFile.read(file);

            assertThat(read.defaults().orElseThrow().attempts()).isEqualTo(2);
            HostConfig host = read.hosts().get(registry.host());
            assertThat(host.mirrors()).containsExactly(new MirrorHost("127.0.0.1:1", "hub/"));
            assertThat(host.headers()).isEqualTo(Map.of("X-Gateway", "team-a"));
            assertThat(host.idleTimeout()).hasSeconds(3);
            assertThat(host.chunkSize()).isEqualTo(1 << 20);
            try (OciClient client =
                    OciClient.of(HttpTransport.builder().registries(read).build())) {
                assertThat(client.at(registry.host() + "/demo/letter:v1").exists())
                        .isFalse();
            }
        }
    }

    @Test
    void a_misspelled_member_in_a_file_is_named() throws IOException {
        Path file =
                Files.writeString(work.resolve("registries.json"), "{\"hosts\":{\"a.example\":{\"plainHtpp\":true}}}");

        assertThatThrownBy(() -> RegistriesFile.read(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("plainHtpp")
                .hasMessageContaining("plainHttp")
                .hasMessageContaining("registries.json");
    }

    @Test
    void a_missing_file_and_a_damaged_certificate_are_named() throws IOException {
        assertThatThrownBy(() -> RegistriesFile.read(work.resolve("none.json")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("none.json");
        assertThatThrownBy(() -> Tls.builder().trustAlso(bytes("nothing of the kind")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no certificate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"chunkSize\": -1",
                "\"chunkSize\": 67108865",
                "\"chunkSize\": 99999999999",
                "\"attempts\": 0",
                "\"idleTimeout\": 0",
                "\"idleTimeout\": 9223372036854775807",
                "\"proxy\": \"nowhere\"",
                "\"proxy\": \"a:99999\"",
                "\"headers\": { \"a b\": \"c\" }",
                "\"headers\": { \"Host\": \"c\" }"
            })
    void a_value_out_of_range_in_a_file_is_a_typed_error(String member) throws IOException {
        Path file = Files.writeString(work.resolve("registries.json"), "{\"defaults\":{" + member + "}}");

        assertThatThrownBy(() -> RegistriesFile.read(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("registries.json");
    }

    @Test
    void a_null_host_in_a_file_is_a_typed_error() throws IOException {
        Path file = Files.writeString(work.resolve("registries.json"), "{\"hosts\":{\"a.example\":null}}");

        assertThatThrownBy(() -> RegistriesFile.read(file)).isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void a_header_that_cannot_be_sent_is_refused_without_showing_its_value() {
        assertThatThrownBy(() -> HostConfig.builder().header("X-Gateway", "Kraken\nX-Evil: 1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Gateway")
                .hasMessageNotContaining("Kraken")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, HostConfig.LARGEST_CHUNK + 1})
    void a_chunk_size_out_of_range_is_refused(int size) {
        assertThatThrownBy(() -> HostConfig.builder().chunkSize(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(size));
    }
}
