package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A wrong call is explained in one or two lines, and ends with exit code 2. */
class UsageTest {
    private static final int ONE_SCREEN = 40;

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        version                                          | there is no command 'version'; use `portolan --version`
        export oci-layout:a                              | use `portolan copy FROM TO`
        xyz                                              | there is no command 'xyz'
        pull oci-layout:a:v1 --password=s3cret           | unknown option '--password'; pass the password on standard input
        login -u me -p s3cret localhost:5000            | unknown option '-p'; pass the password on standard input
        resolve -u me -p S3cret:x localhost:5000/a:v1   | unknown option '-p'; pass the password on standard input
        login --password s3cret localhost:5000          | unknown option '--password'; pass the password on standard
        login localhost:5000 -u me -ps3cret              | unknown option '-p'; pass the password on standard input
        login localhost:5000 s3cret                      | unexpected argument; pass the user name with -u
        tags me:s3cret@localhost:5000/x                  | ***@localhost:5000
        login me:s3cret@localhost:5000                   | ***@localhost:5000
        tags localhost:5000/x --timeout soon             | 'soon' is not a time, such as 30s or 2m
        tags localhost:5000/x --timeout 0                | it must be more than 0
        gc oci-layout:x --grace soon                     | 'soon' is not a time, such as 30s or 2m
        tags localhost:5000/x -u me:s3cret               | takes a user name without a colon
        tags localhost:5000/x --cert-file a.pem          | --cert-file needs --key-file
        copy oci-layout:a:v1 x.io/b:v1 --from-username u | --from-username is for a registry, and FROM is a local reference
        copy oci-layout:a:v1 x.io/b:v1 --from-insecure   | --from-insecure is for a registry, and FROM is a local reference
        copy x.io/a:v1 y.io/b:v1 -u me                   | -u is for one registry, and this command names x.io and y.io
        copy x.io/a:v1 oci-archive:b:v1 --missing-from y.io/a:v0 -u me | this command names x.io and y.io
        push x.io/a:v1 pom.xml --subject y.io/a:v1 -u me | run `portolan login` for each instead
        serve --auth-file pom.xml --auth u:p             | --auth and --auth-file cannot be combined
        psh                                              | there is no command 'psh'; did you mean 'push'?
        archive foo                                      | there is no command 'foo'
        pull oci-layout:a:v1 b                           | unexpected argument 'b'
        push oci-layout:a:v1                             | nothing to push
        push oci-layout:a:v1 --compression x             | 'x' is not one of gzip, zstd, none
        archive push oci-layout:a:v1 d --compression x   | 'x' is not one of none, zstd
        archive push oci-layout:a:v1 d --compression gzip | 'gzip' is not one of none, zstd
        push oci-layout:a:v1 --artifact-type note        | 'note' is not a media type
        push oci-layout:a:v1 --artifact-type a/b -a k    | --annotation takes KEY=VALUE, not 'k'
        push oci-layout:a:v1 --artifact-type a/b -a =v   | --annotation takes KEY=VALUE, not '=v'
        push oci-layout:a:v1 --artifact-type a/b -a k=1 -a k=2 | annotation 'k' is given twice
        attach oci-layout:a:v1 --annotation k=v          | --artifact-type is missing
        gc oci-layout:a --grace -1                       | '-1' is not a time, such as 30s or 2m
        gc oci-layout:a --grace abc                      | 'abc' is not a time, such as 30s or 2m
        gc oci-layout:a:v1                               | gc works on a whole layout; write oci-layout:a without a name
        untag localhost:5000/x                           | localhost:5000/x has no tag; to remove latest, write localhost:5000/x:latest
        delete localhost:5000/x                          | has no tag or digest; to remove latest, write localhost:5000/x:latest
        manifest delete localhost:5000/x                 | nothing was removed, as localhost:5000/x has no tag or digest
        serve --port abc                                 | 'abc' is not a whole number
        tags localhost:5000/x --retries -1               | --retries takes 0 or more, not -1
        tags localhost:5000/x --concurrency 0            | --concurrency takes 1 to 256, not 0
        push -x                                          | unknown option '-x'
        push oci-layout:a:v1 ''                          | PATH[:MEDIATYPE] is empty
        push oci-layout:a:v1 pom.xml ''                  | PATH[:MEDIATYPE] is empty
        push oci-layout:a:v1 pom.xml --config ''         | the value of --config is empty
        push oci-layout:a:v1 pom.xml --config=           | the value of --config is empty
        push oci-layout:a:v1 pom.xml --tag ''            | the value of --tag is empty
        pull oci-layout:a:v1 -o ''                       | the value of --output is empty
        archive push oci-layout:a:v1 ''                  | DIR is empty
        archive extract oci-layout:a:v1 '' -o b          | DIR is empty
        archive cat oci-layout:a:v1 ''                   | FILE is empty
        serve --layout ''                                | the value of --layout is empty
        tags localhost:5000/x --authfile ''              | the value of --authfile is empty
        attest oci-layout:a:v1 '' --type spdx --key a    | FILE is empty
        manifest put oci-layout:a:v1 ''                  | FILE is empty
        tag oci-layout:a:v1 ''                           | TAG is empty
        copy oci-layout:a ''                             | reference "" is malformed
        copy oci-layout:a:v1 oci-layout:b --all-tags     | write FROM without one: oci-layout:a
        copy oci-layout:a oci-layout:b:v1 --all-tags     | write TO without one: oci-layout:b
        copy localhost:5000/a:v1 oci-layout:b --all-tags | write FROM without one: localhost:5000/a
        verify a.tar                                     | did you mean oci-archive:a.tar? For the image, write docker.io/library/a.tar
        copy oci-layout:a a.tar:v1                       | did you mean oci-archive:a.tar:v1?
        inspect pom.xml                                  | did you mean oci-archive:pom.xml?
        inspect src                                      | did you mean oci-layout:src?
        inspect src/main:v1                              | did you mean oci-layout:src/main:v1?
        inspect ./b                                      | did you mean oci-layout:./b?
        inspect /b/c.tar                                 | did you mean oci-archive:/b/c.tar?
        copy oci-layout:a:v1 dir:x                       | dir:x: the prefix dir: is unknown
        inspect docker-daemon:alpine                     | the prefix docker-daemon: is unknown
        inspect memory:demo                              | the prefix memory: is unknown
        tags localhost:17511                             | write HOST:PORT/NAME, such as localhost:17511/demo/app
        tags registry.example.com:5000                   | such as registry.example.com:5000/demo/app
        help nosuch                                      | there is no command 'nosuch'
        help psh                                         | did you mean 'push'?
        help manifest bogus                              | there is no command 'bogus'
        verify oci-layout:a:v1 --type spdx               | --type, --print-document and --annotation need --key or --policy
        verify oci-layout:a:v1 --type sbom --key pom.xml | 'sbom' is not cyclonedx, spdx, slsa, another name of cosign or a URI
        verify oci-layout:a:v1 --scope a/b               | --trust-store and --scope need --policy
        pull oci-layout:a:v1 --key a.pub --policy p.json | --policy cannot be combined with --key
        sign oci-layout:a:v1                             | missing option: '--key=FILE'
        sign oci-layout:a:v1 --key pom.xml --format pgp  | 'pgp' is not one of bundle, tag, both, jws, cose
        sign oci-layout:a:v1 --key pom.xml --format jws  | --format jws and cose need --certificates FILE
        sign oci-layout:a:v1 --key pom.xml --expires-in 1h | --certificates and --expires-in need --format jws or cose
        tags oci-layout:a --password-stdin               | --password-stdin needs a user name
        tags oci-layout:a --password-stdin -u ''         | the value of --username is empty
        repositories localhost:5000/x                    | registry "localhost:5000/x" is malformed
        repositories https://localhost:5000              | it has a scheme
        logout https://localhost:5000                    | it has a scheme
        tags https://localhost:5000/x                    | start with the host of the registry
        serve --token                                    | --token needs --auth
        serve --client-certificates                      | --client-certificates needs --tls
        completion tcsh                                  | invalid value for bash|zsh|fish: 'tcsh' is not one of bash, zsh, fish
        serve --port 65536                               | --port takes 0 to 65535, not 65536
        """)
    void a_wrong_call_exits_with_2(String call, String said) {
        Cli cli = Cli.run(words(call));

        assertThat(cli.exit()).as(cli.err()).isEqualTo(2);
        assertThat(cli.err())
                .startsWith("portolan: ")
                .contains(said)
                .doesNotContain("Exception", "/repository", "s3cret");
        assertThat(cli.err().lines()).hasSizeLessThanOrEqualTo(2);
        assertThat(cli.out()).isEmpty();
    }

    private static Object[] words(String call) {
        List<Object> words = new ArrayList<>();
        for (String word : call.strip().split(" +")) {
            words.add(word.equals("''") ? "" : word);
        }
        return words.toArray();
    }

    @Test
    void two_paths_with_one_name_are_refused_before_anything_is_sent() throws IOException {
        Path one = Files.writeString(Files.createDirectory(work.resolve("one")).resolve("name"), "1");
        Path two = Files.writeString(Files.createDirectory(work.resolve("two")).resolve("name"), "2");
        Path layout = work.resolve("layout");

        Cli cli = Cli.run("push", "oci-layout:" + layout + ":v1", one, two);

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("two paths have the name 'name'");
        assertThat(layout).doesNotExist();
    }

    @Test
    void a_path_that_begins_with_an_at_sign_is_a_file_and_not_arguments() throws IOException {
        Files.writeString(work.resolve("@notes.txt"), "--unknown");
        String where = "oci-layout:" + work.resolve("layout") + ":v1";

        Cli push = new CliProcess().in(work).run("push", where, "@notes.txt");

        assertThat(push.exit()).as(push.err()).isZero();
        assertThat(Cli.ok("inspect", where).out()).contains("title=@notes.txt");
    }

    @Test
    void a_directory_that_is_not_a_layout_is_reported() {
        Cli cli = Cli.run("resolve", "oci-layout:" + work + ":v1");

        assertThat(cli.exit()).isEqualTo(3);
        assertThat(cli.err()).startsWith("portolan: oci-layout:").contains(": no such layout");
    }

    @ParameterizedTest
    @CsvSource({"--ca-file", "--registry-config"})
    void a_directory_instead_of_a_file_is_reported_without_java_words(String option) {
        Cli cli = Cli.run("tags", "oci-layout:" + work, option, work);

        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains(work.toString(), "directory").doesNotContain("Exception");
    }

    @Test
    void a_server_that_cannot_store_its_layouts_does_not_start() throws IOException {
        Path file = Files.createFile(work.resolve("file"));

        Cli cli = Cli.run("serve", "--layout", file);

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("--layout takes a directory");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 40, 30})
    void help_fits_a_narrow_terminal(int columns) {
        for (boolean all : new boolean[] {false, true}) {
            List<CommandLine> open = new ArrayList<>(List.of(Help.install(Main.commandLine("--help"), all, columns)));
            while (!open.isEmpty()) {
                CommandLine command = open.remove(0);
                open.addAll(command.getSubcommands().values());
                String help = command.getUsageMessage();
                assertThat(help.lines())
                        .as(help)
                        .allMatch(line -> line.length() <= columns
                                || !line.strip().replace(" \\", "").contains(" "));
            }
        }
    }

    @Test
    void examples_in_a_narrow_terminal_can_be_pasted() {
        CommandLine copy = Help.install(Main.commandLine("copy"), false, 40)
                .getSubcommands()
                .get("copy");

        assertThat(copy.getUsageMessage()).contains("""
              portolan copy example.com/site:v1 \\
                  oci-archive:site.tar:v1 \\
                  --recursive
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "manifest", "archive"})
    void without_a_command_the_help_is_shown(String group) {
        Cli cli = group.isEmpty() ? Cli.run() : Cli.run(group);

        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).startsWith("Usage: portolan").contains("Commands:");
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void attach_names_the_option_that_it_needs() {
        String help = Cli.ok("attach", "--help").out();

        assertThat(help).startsWith("Usage: portolan attach [OPTIONS] --artifact-type=TYPE REF");
        assertThat(help.indexOf("      --artifact-type")).isLessThan(help.indexOf("--help"));
    }

    @Test
    void the_help_of_each_command_fits_a_terminal_and_has_an_example() {
        List<CommandLine> open = new ArrayList<>(List.of(Main.commandLine("--help")));
        while (!open.isEmpty()) {
            CommandLine command = open.remove(0);
            open.addAll(command.getSubcommands().values());
            String help = command.getUsageMessage();
            assertThat(help.lines()).as(help).allMatch(line -> line.length() <= 80);
            if (command.getCommand() instanceof ClientCommand) {
                assertThat(help).contains("Examples:", "  portolan ", "--help-all");
                assertThat(help.lines()).as(help).hasSizeLessThanOrEqualTo(ONE_SCREEN);
                assertThat(help.substring(help.indexOf("Examples:"))
                                .lines()
                                .skip(1)
                                .takeWhile(line -> !line.isEmpty()))
                        .as("an example that does not fit is broken into two lines")
                        .allMatch(line -> line.startsWith("  portolan "));
            }
        }
    }
}
