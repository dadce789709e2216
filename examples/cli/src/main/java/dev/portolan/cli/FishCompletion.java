package dev.portolan.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish: one {@code complete} line per command and option. */
final class FishCompletion {
    private final StringBuilder script = new StringBuilder("# fish completion for portolan\n");

    private FishCompletion() {}

    static String script(CommandLine root) {
        FishCompletion completion = new FishCompletion();
        completion.commands("__fish_use_subcommand", root);
        root.getSubcommands().forEach((name, command) -> completion.command(name, command));
        return completion.script.toString();
    }

    private void command(String name, CommandLine command) {
        String inside = "__fish_seen_subcommand_from " + name;
        if (command.getSubcommands().isEmpty()) {
            options(inside, command);
            return;
        }
        String children = String.join(" ", command.getSubcommands().keySet());
        commands(inside + "; and not __fish_seen_subcommand_from " + children, command);
        command.getSubcommands()
                .forEach((child, below) -> options(inside + "; and __fish_seen_subcommand_from " + child, below));
    }

    private void commands(String condition, CommandLine parent) {
        parent.getSubcommands()
                .forEach((name, command) -> line(
                        condition,
                        "-f -a " + name,
                        description(command.getCommandSpec().usageMessage().description())));
    }

    private void options(String condition, CommandLine command) {
        command.getCommandSpec().positionalParameters().stream()
                .map(CompletionWords::words)
                .filter(words -> !words.isEmpty())
                .forEach(words -> line(condition, "-f -a '" + String.join(" ", words) + "'", ""));
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder names = new StringBuilder();
            for (String name : option.names()) {
                names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            List<String> words = CompletionWords.words(option);
            if (!words.isEmpty()) {
                names.append(" -x -a '").append(String.join(" ", words)).append('\'');
            } else if (option.arity().min() > 0) {
                names.append(CompletionWords.kind(option) == CompletionWords.Kind.OTHER ? " -x" : " -r -F");
            }
            line(condition, names.substring(1), description(option.description()));
        }
    }

    private static String description(String... lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private void line(String condition, String what, String description) {
        script.append("complete -c portolan -n '")
                .append(condition)
                .append("' ")
                .append(what);
        if (!description.isEmpty()) {
            script.append(" -d '")
                    .append(description.replace("\\", "\\\\").replace("'", "\\'"))
                    .append('\'');
        }
        script.append('\n');
    }
}
