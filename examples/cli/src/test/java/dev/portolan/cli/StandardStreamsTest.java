package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input and output as other programs use them: pipes, full disks, {@code -}. */
class StandardStreamsTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path work;

    private String layout;
    private String blob;

    @BeforeEach
    void a_layout_with_a_file() throws IOException {
        layout = "oci-layout:" + work.resolve("layout");
        Path file = Files.writeString(work.resolve("file.txt"), "This is a file.\n".repeat(100_000));
        Cli.ok("push", layout + ":v1", file);
        blob = layout + "@" + Cli.ok("blob", "put", layout, file).digest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resolve", "tags", "inspect", "manifest get", "blob get"})
    void a_result_that_does_not_fit_on_the_disk_is_a_failure(String command) throws Exception {
        assumeThat(FULL).exists();
        Path err = work.resolve("err");

        Process process = new CliProcess().start(FULL, err, arguments(command));

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(err).content().startsWith("portolan: writing to standard output failed: No space left");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "help push",
                "push --help-all",
                "completion bash",
                "serve --port 0",
                "demo"
            })
    void help_and_other_texts_that_do_not_fit_on_the_disk_are_a_failure(String command) throws Exception {
        assumeThat(FULL).exists();
        Path err = work.resolve("err");

        Process process = new CliProcess().start(FULL, err, (Object[]) command.split(" "));
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(err).content().startsWith("portolan: writing to standard output failed: No space left");
    }

    private Object[] arguments(String command) {
        String where = command.startsWith("blob") ? blob : layout + ":v1";
        return (command + " " + where).split(" ");
    }

    @Test
    void a_closed_pipe_ends_the_command_quietly() {
        Cli cli = new CliProcess().readBy("head -c 10").run("blob", "get", blob);

        assertThat(cli.out()).isEqualTo("This is a");
        assertThat(cli.err()).isEqualTo("ended with 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "completion bash"})
    void a_reader_that_wants_nothing_is_no_reason_to_complain(String command) {
        Cli cli = new CliProcess().readBy("true").run((Object[]) command.split(" "));

        // the pipe may have been open for long enough
        assertThat(cli.err()).isIn("ended with 1", "ended with 0");
    }

    @Test
    void a_manifest_is_read_from_standard_input() {
        String manifest =
                new CliProcess().run("manifest", "get", layout + ":v1").out();

        Cli put = new CliProcess().typing(manifest).run("manifest", "put", layout + ":v2", "-");

        assertThat(put.exit()).as(put.err()).isZero();
        assertThat(Cli.ok("resolve", layout + ":v2").out())
                .isEqualTo(Cli.ok("resolve", layout + ":v1").out());
    }

    @Test
    void a_blob_is_read_from_a_pipe() throws Exception {
        Path pipe = work.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "printf 'some bytes' > \"$0\"", pipe.toString()).start();

        String digest = Cli.ok("blob", "put", layout, pipe).digest();

        assertThat(writer.waitFor()).isZero();
        Path copy = work.resolve("copy");
        Cli.ok("blob", "get", layout + "@" + digest, "-o", copy);
        assertThat(copy).hasContent("some bytes");
    }

    @Test
    void a_blob_is_read_from_standard_input_and_written_to_standard_output() {
        Cli put = new CliProcess().typing("some bytes").run("blob", "put", layout, "-");
        assertThat(put.exit()).as(put.err()).isZero();

        Cli get = new CliProcess().in(work).run("blob", "get", layout + "@" + put.digest(), "-o", "-");

        assertThat(get.out()).isEqualTo("some bytes");
        assertThat(work.resolve("-")).doesNotExist();
    }

    /** Runs a script, in which {@code P} is the command. */
    private Cli shell(String script) throws Exception {
        Path out = work.resolve("out");
        Path err = work.resolve("err");
        String command = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp '"
                + System.getProperty("java.class.path") + "' " + Main.class.getName();
        Process process = new ProcessBuilder("sh", "-c", "P() { " + command + " \"$@\"; }; " + script)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Cli(
                process.exitValue(),
                Files.readString(out).strip(),
                Files.readString(err).strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P copy oci-layout:layout:v1 oci-archive:-:v1 | P copy oci-archive:- oci-layout:copy:v1",
                "P copy oci-layout:layout:v1 oci-archive:/dev/stdout:v1 | P copy oci-archive:/dev/stdin:v1 oci-layout:copy:v1",
                "P copy oci-layout:layout:v1 oci-archive:-:v1 > a.tar && P copy oci-archive:-:v1 oci-layout:copy:v1 < a.tar",
                "P copy oci-layout:layout:v1 oci-archive:-:v1 | gzip | P copy oci-archive:- oci-layout:copy --all-tags",
                "P push oci-archive:-:v1 file.txt | P copy oci-archive:- oci-layout:copy:v1",
                "P push oci-archive:-:v1 file.txt | P copy --all-tags oci-archive:- oci-layout:copy"
            })
    void an_archive_is_read_from_standard_input_and_written_to_standard_output(String script) throws Exception {
        Cli cli = shell(script);

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(Cli.ok("verify", "oci-layout:" + work.resolve("copy") + ":v1")
                        .out())
                .startsWith("Good: 1 manifest, 2 blobs");
        assertThat(work.resolve("-")).doesNotExist();
    }

    @Test
    void results_do_not_get_into_an_archive_on_standard_output() throws Exception {
        Cli cli = shell("P copy oci-layout:layout:v1 oci-archive:-:v1 > a.tar && tar -tf a.tar");

        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out()).contains("oci-layout", "index.json");
        assertThat(cli.err()).contains("Digest: sha256:", "Copied ");
    }

    @Test
    void a_failed_copy_writes_nothing_to_standard_output() throws Exception {
        Cli cli = shell("P copy oci-layout:layout:none oci-archive:-:v1");

        assertThat(cli.exit()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void standard_input_cannot_be_an_archive_and_a_password() {
        Cli cli = Cli.run("copy", "oci-archive:-", "x.io/a:v1", "--to-username", "u", "--to-password-stdin");

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("standard input is FROM");
    }

    @Test
    void an_archive_on_standard_input_cannot_be_changed() throws Exception {
        Cli cli = shell("P copy oci-layout:layout:v1 oci-archive:a.tar:v1 && cat a.tar | P tag oci-archive:-:v1 v2");

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains("an archive that comes through a pipe is read-only; write to a file");
    }
}
