package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
    @Test
    void every_command_is_registered_under_its_name() {
        Map<String, CommandLine> all = Commands.commandLine("--help").getSubcommands();
        assertThat(all).containsKeys("push", "pull", "copy", "serve");
        all.forEach((name, command) -> assertThat(command.getCommandSpec().names())
                .as("its name and aliases")
                .contains(name));
    }

    @Test
    void the_help_names_all_commands() {
        String help = Cli.ok("--help").out();
        Commands.commandLine("--help")
                .getSubcommands()
                .keySet()
                .forEach(name -> assertThat(help).containsPattern("(?m)^  ([a-z]+, )?" + name + "(, [a-z]+)? "));
    }

    @Test
    void a_run_creates_only_the_command_that_it_needs() {
        assertThat(Commands.commandLine("push", "--help").getSubcommands()).containsOnlyKeys("push");
        assertThat(Commands.commandLine("--version").getSubcommands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp", "ls", "digest", "catalog", "discover"})
    void an_alias_runs_its_command(String alias) {
        Cli cli = Cli.ok(alias, "--help");

        assertThat(cli.out()).startsWith("Usage: portolan ");
        assertThat(Commands.commandLine(alias).getSubcommands())
                .as("only its command is read")
                .hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--json --timeout 5s tags oci-layout:none,tags --json --timeout 5s oci-layout:none",
        "--plain-http=false ls x.io/a,ls --plain-http=false x.io/a",
        "-u me --insecure blob get x.io/a,blob get -u me --insecure x.io/a",
        "--version,--version"
    })
    void options_may_come_before_the_command(String typed, String moved) {
        assertThat(Commands.commandFirst(typed.split(" "))).containsExactly(moved.split(" "));
    }

    @Test
    void an_unknown_command_is_a_usage_error() {
        Cli cli = Cli.run("psh");
        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("psh");
    }
}
