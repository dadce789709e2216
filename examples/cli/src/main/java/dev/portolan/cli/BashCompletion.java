package dev.portolan.cli;

import dev.portolan.cli.CompletionWords.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A completion script for bash, which zsh understands too: the words of each command, and a function that finds the
 * word to complete.
 */
final class BashCompletion {
    private final Map<String, String> tables = new LinkedHashMap<>();

    private BashCompletion() {}

    static String script(CommandLine root) {
        BashCompletion completion = new BashCompletion();
        completion.add("", root);
        StringBuilder table = new StringBuilder();
        completion.tables.forEach((path, words) ->
                table.append("    '").append(path).append("')").append(words).append(" ;;\n"));
        try (InputStream in = Objects.requireNonNull(BashCompletion.class.getResourceAsStream("completion.bash"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("    # TABLE\n", table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a command under its path, such as {@code manifest put}, and its subcommands. */
    private void add(String path, CommandLine command) {
        Map<Kind, List<String>> byKind = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (OptionSpec option : options(path, command)) {
            for (String name : option.names()) {
                if (name.startsWith("--")) {
                    names.add(name);
                }
                if (option.arity().min() > 0 || !CompletionWords.words(option).isEmpty()) {
                    byKind.computeIfAbsent(CompletionWords.kind(option), kind -> new ArrayList<>())
                            .add(word(name, CompletionWords.words(option)));
                }
            }
        }
        List<String> parameters = command.getCommandSpec().positionalParameters().stream()
                .map(parameter -> command.getCommandSpec().userObject() instanceof HelpCommand
                        ? String.join(",", command.getParent().getSubcommands().keySet())
                        : parameter(parameter))
                .toList();
        StringBuilder text = new StringBuilder();
        text.append(variable("commands", command.getSubcommands().keySet()));
        text.append(variable("options", names)).append(variable("parameters", parameters));
        byKind.forEach((kind, options) -> text.append(variable(kind.name(), options)));
        tables.put(path, text.toString());
        command.getSubcommands().forEach((name, below) -> add(path.isEmpty() ? name : path + " " + name, below));
    }

    private static String variable(String name, Collection<String> words) {
        return " " + name + "='" + String.join(" ", words) + "'";
    }

    /** The shared options may come before the command too. */
    private static List<OptionSpec> options(String path, CommandLine command) {
        List<OptionSpec> options = new ArrayList<>(command.getCommandSpec().options());
        if (path.isEmpty()) {
            options.addAll(CommandSpec.forAnnotatedObject(new ClientOptions()).options());
        }
        return options;
    }

    private static String parameter(PositionalParamSpec parameter) {
        return CompletionWords.kind(parameter) == Kind.WORDS
                ? String.join(",", CompletionWords.words(parameter))
                : CompletionWords.kind(parameter).name();
    }

    private static String word(String name, List<String> values) {
        return values.isEmpty() ? name : name + "=" + String.join(",", values);
    }
}
