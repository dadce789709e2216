package dev.portolan.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.port.Credential;
import java.net.URI;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {
    private static String proxyFor(ProxySettings settings, String address) {
        return settings.proxyFor(URI.create(address)).map(ProxyServer::toString).orElse("direct");
    }

    @Test
    void the_variables_are_for_plain_http_and_for_tls() {
        ProxySettings settings = ProxySettings.ofEnvironment(
                Map.of("HTTP_PROXY", "http://one:3128", "HTTPS_PROXY", "http://two.example:8080/"));

        assertThat(proxyFor(settings, "http://registry.example/v2/")).isEqualTo("one:3128");
        assertThat(proxyFor(settings, "https://registry.example/v2/")).isEqualTo("two.example:8080");
    }

    @Test
    void lower_case_is_read_where_upper_case_is_not_set() {
        assertThat(proxyFor(
                        ProxySettings.ofEnvironment(Map.of("http_proxy", "low:1", "HTTP_PROXY", "")),
                        "http://registry.example/"))
                .isEqualTo("low:1");
        assertThat(proxyFor(
                        ProxySettings.ofEnvironment(Map.of("https_proxy", "low:1", "HTTPS_PROXY", "up:2")),
                        "https://registry.example/"))
                .isEqualTo("up:2");
    }

    @Test
    void a_client_of_a_cgi_program_cannot_set_the_proxy() {
        assertThat(ProxySettings.ofEnvironment(Map.of("REQUEST_METHOD", "GET", "HTTP_PROXY", "evil:1"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void without_variables_no_proxy_is_set() {
        assertThat(ProxySettings.ofEnvironment(Map.of("NO_PROXY", "*")).isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|registry.example|true",
                "registry.example|registry.example|true",
                "registry.example|REGISTRY.example|true",
                "example|registry.example|true",
                ".example|registry.example|true",
                "*.example|registry.example|true",
                ".registry.example|registry.example|false",
                "egistry.example|registry.example|false",
                "other, registry.example|registry.example|true",
                "other registry.example|registry.example|true",
                "registry.example:5000|registry.example:5000|true",
                "registry.example:5000|registry.example|false",
                "registry.example:80|registry.example|true",
                "10.1.2.3|10.1.2.3|true",
                "10.0.0.0/8|10.1.2.3|true",
                "10.0.0.0/8|11.1.2.3|false",
                "10.0.0.0/99|10.1.2.3|false",
                "10.0.0.0/8|registry.example|false",
                "fd00::/8|[fd00::1]:5000|true",
                "[fd00::1]:5000|[fd00::1]:5000|true",
                ",,|registry.example|false",
            })
    void excluded_hosts_are_reached_directly(String noProxy, String host, boolean direct) {
        ProxySettings settings = ProxySettings.ofEnvironment(Map.of("HTTP_PROXY", "one:3128", "NO_PROXY", noProxy));

        assertThat(proxyFor(settings, "http://" + host + "/v2/")).isEqualTo(direct ? "direct" : "one:3128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:5000"})
    void loopback_addresses_are_reached_directly(String host) {
        assertThat(proxyFor(ProxySettings.of(ProxyServer.of("one", 1)), "http://" + host + "/"))
                .isEqualTo("direct");
    }

    @Test
    void java_system_properties_are_read_too() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "http.proxyHost", "one",
                "https.proxyHost", "two",
                "https.proxyPort", "8443",
                "http.proxyUser", "me",
                "http.proxyPassword", "pw",
                "http.nonProxyHosts", "*.inside|10.*|exact"));
        ProxySettings settings = ProxySettings.ofProperties(properties);

        assertThat(proxyFor(settings, "http://registry.example/")).isEqualTo("one:80");
        assertThat(proxyFor(settings, "https://registry.example/")).isEqualTo("two:8443");
        assertThat(settings.proxyFor(URI.create("http://registry.example/")).flatMap(ProxyServer::login))
                .contains(Credential.password("me", "pw"));
        assertThat(proxyFor(settings, "http://registry.inside/")).isEqualTo("direct");
        assertThat(proxyFor(settings, "http://10.1.1.1/")).isEqualTo("direct");
        assertThat(proxyFor(settings, "http://exact/")).isEqualTo("direct");
        assertThat(proxyFor(settings, "http://exactly/")).isEqualTo("one:80");
    }

    @ParameterizedTest
    @CsvSource({
        "me:pw@proxy:3128, me, pw",
        "http://me:pw@proxy:3128, me, pw",
        "http://me:p%40w@proxy:3128, me, p@w",
        "http://me:p@w@proxy:3128, me, p@w",
        "http://me:100%@proxy:3128, me, 100%",
        "http://me@proxy:3128, me, ''",
        "http://me:a+b@proxy:3128/, me, a+b"
    })
    void a_login_is_read_and_not_shown(String text, String user, String password) {
        ProxyServer proxy = ProxyServer.parse(text);

        assertThat(proxy).hasToString("proxy:3128");
        assertThat(proxy.login()).contains(Credential.password(user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://me:s3cret@proxy:1",
                "socks5://me:s3cret@proxy:1",
                "me:s3cret@proxy:",
                "me:s3cret@proxy:0",
                "me:s3cret@proxy:65536",
                "me:s3cret@proxy:port",
                "me:s3cret@",
                "me:s3cret@proxy:1/path",
                "me:s3cret@proxy:1?query",
                "me:s3cret@pro xy:1",
                "me:s3cret@proxy:-1"
            })
    void a_malformed_proxy_is_refused_without_showing_it(String text) {
        assertThatThrownBy(() -> ProxyServer.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageNotContaining("s3cret")
                .hasMessageEndingWith("write [USER:PASSWORD@]HOST:PORT, after http:// or without it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_PROXY", "HTTPS_PROXY"})
    void the_error_for_a_malformed_proxy_names_its_variable(String variable) {
        Map<String, String> environment = Map.of(variable, "socks5://me:s3cret@proxy:1080");

        assertThatThrownBy(() -> ProxySettings.ofEnvironment(environment))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(variable + ": the address of a proxy is malformed: only http:// proxies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"me:s3cret@mirror.example/x", "https://mirror.example/x", "mirror.example:x", "mir ror"})
    void a_malformed_mirror_is_refused_without_showing_secrets(String text) {
        assertThatThrownBy(() -> MirrorHost.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageNotContaining("s3cret");
    }
}
