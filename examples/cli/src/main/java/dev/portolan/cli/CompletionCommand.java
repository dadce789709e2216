package dev.portolan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan completion}. */
@Command(
        name = "completion",
        description = "Prints a completion script for a shell.",
        footer = {
            "  source <(portolan completion bash)",
            "  portolan completion fish > ~/.config/fish/completions/portolan.fish"
        })
final class CompletionCommand extends BaseCommand implements Callable<Integer> {
    /** The shells that have scripts. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "bash|zsh|fish", description = "the shell")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine all = Main.commandLine("--help");
        String script = switch (shell) {
            case BASH -> BashCompletion.script(all);
            case ZSH ->
                "#compdef portolan\nautoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                        + BashCompletion.script(all);
            case FISH -> FishCompletion.script(all);
        };
        spec.commandLine().getOut().print(script);
        return 0;
    }
}
