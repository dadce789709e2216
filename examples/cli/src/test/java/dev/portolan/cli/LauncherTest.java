package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher {@code ./portolan}, in its own checkout, with a JVM and a Maven that only report their arguments. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final String RUN = "examples/cli/src/launcher/run.sh";

    @TempDir
    Path work;

    private Path checkout;

    @BeforeEach
    void a_checkout() throws IOException {
        checkout = Files.createDirectories(work.resolve("checkout"));
        script("portolan", Files.readString(ROOT.resolve("portolan")));
        script(RUN, Files.readString(ROOT.resolve(RUN)));
        script("jdk/bin/java", """
                #!/bin/sh
                value() {
                    name=$1
                    shift
                    for option; do
                        case $option in -XX:$name=*) echo "${option#*=}" ;; esac
                    done
                }
                case "$*" in
                    -version) echo 'openjdk version "17.0.1"' >&2 ;;
                    *Rehearsal*) printf 'b\\na\\nb\\n' >"$(value DumpLoadedClassList "$@")" ;;
                    *-Xshare:dump*) cp "$(value SharedClassListFile "$@")" "$(value SharedArchiveFile "$@")" ;;
                    *) echo "LC_ALL=${LC_ALL-}"; echo "$@" ;;
                esac
                """);
        buildFails("Could not transfer artifact a:b:pom:1 from/to central: Unknown host");
        Files.createFile(checkout.resolve("pom.xml"));
    }

    private void buildFails(String log) throws IOException {
        script("mvnw", "#!/bin/sh\ncat <<'END'\n" + log + "\nEND\nexit 1\n");
    }

    private void script(String name, String text) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void built() throws IOException {
        Path home = Files.createDirectories(checkout.resolve("examples/cli/target/portolan"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/portolan-cli.jar"));
        Files.createFile(home.resolve("built"));
    }

    private Cli run(Map<String, String> environment) throws IOException, InterruptedException {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(checkout.resolve("portolan").toString(), "tags", "x")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("JAVA_HOME", checkout.resolve("jdk").toString());
        builder.environment().putAll(environment);
        int exit = builder.start().waitFor();
        return new Cli(
                exit, Files.readString(out).strip(), Files.readString(err).strip());
    }

    @Test
    void a_locale_that_is_not_installed_is_replaced() throws Exception {
        built();

        assertThat(run(Map.of("LC_ALL", "xx_XX.UTF-8")).out()).contains("LC_ALL=C.UTF-8");
        assertThat(run(Map.of("LC_ALL", "C")).out()).contains("LC_ALL=C.UTF-8");
        assertThat(run(Map.of()).out()).contains("LC_ALL=C.UTF-8").endsWith("dev.portolan.cli.Main tags x");
    }

    @Test
    void the_list_of_classes_to_archive_has_no_line_twice() throws Exception {
        built();
        assertThat(run(Map.of()).exit()).isZero();

        try (Stream<Path> files = Files.list(checkout.resolve("examples/cli/target/portolan"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".jsa")))
                    .singleElement(InstanceOfAssertFactories.PATH)
                    .hasContent("b\na\n");
        }
    }

    @Test
    void without_a_network_one_line_says_what_is_missing() throws Exception {
        Cli cli = run(Map.of());

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err().lines().toList())
                .last()
                .asString()
                .startsWith("portolan: the first build downloads Maven and libraries")
                .contains("a:b:pom:1", "connect to the network");
        assertThat(cli.err()).hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Could not transfer artifact a:b:pom:1 from/to central (https://repo.test): PKIX path building failed",
                "javax.net.ssl.SSLHandshakeException: unable to find valid certification path to requested target",
                "curl: (60) SSL certificate problem: unable to get local issuer certificate",
                "ERROR: cannot verify repo.test's certificate, issued by 'CN=Proxy':"
            })
    void behind_a_proxy_with_its_own_certificates_the_first_build_says_how_to_trust_it(String log) throws Exception {
        buildFails(log);

        Cli cli = run(Map.of());

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err().lines().toList())
                .last()
                .asString()
                .contains("does not trust the server", "keytool -importcert -cacerts");
        assertThat(cli.err()).hasLineCount(2);
    }

    @Test
    void a_checkout_that_cannot_be_written_runs_what_is_built() throws Exception {
        built();
        Files.setLastModifiedTime(checkout.resolve("examples/cli/target/portolan/built"), FileTime.fromMillis(0));
        Path target = checkout.resolve("examples/cli/target");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(target)).as("root may write everywhere").isFalse();

            Cli cli = run(Map.of());

            assertThat(cli.exit()).as(cli.err()).isZero();
            assertThat(cli.out()).endsWith("dev.portolan.cli.Main tags x");
            assertThat(cli.err()).startsWith("portolan: warning: the sources are newer than the build");
        } finally {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
