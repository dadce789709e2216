package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
    @Test
    void every_command_goes_by_the_name_that_it_has() {
        Map<String, CommandLine> all = Commands.commandLine("--help").getSubcommands();
        assertThat(all).containsKeys("push", "pull", "copy", "serve");
        all.forEach((name, command) ->
                assertThat(command.getCommandSpec().name()).isEqualTo(name).isEqualTo(command.getCommandName()));
    }

    @Test
    void the_help_names_all_commands() {
        String help = Cli.ok("--help").out();
        Commands.commandLine("--help")
                .getSubcommands()
                .keySet()
                .forEach(name -> assertThat(help).contains("  " + name + " "));
    }

    @Test
    void a_run_reads_the_command_that_it_is_about() {
        assertThat(Commands.commandLine("push", "--help").getSubcommands()).containsOnlyKeys("push");
        assertThat(Commands.commandLine("--version").getSubcommands()).isEmpty();
    }

    @Test
    void an_unknown_command_is_a_usage_error() {
        Cli cli = Cli.run("psh");
        assertThat(cli.exit()).isEqualTo(2);
        assertThat(cli.err()).contains("psh");
    }
}
