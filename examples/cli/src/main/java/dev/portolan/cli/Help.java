package dev.portolan.cli;

import dev.portolan.cli.HelpLayout.Row;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of a command: its own options in full, and the names of the shared ones in a short block. With
 * {@code --help-all}, the shared ones are in full too.
 */
final class Help {
    /** The option for the help with all shared options. */
    static final String ALL = "--help-all";

    /** The order of an option that is nearly always needed: it comes first, and is part of the synopsis. */
    static final int NEEDED = -2;

    private static final String SHARED = "sharedOptions";
    private static final int MOST_COLUMNS = 80;
    private static final int LEAST_COLUMNS = 20;
    /** A line of a footer that is a row of a table. */
    private static final Pattern ROW = Pattern.compile("( {2}\\S+) {2,}(\\S.*)");

    private final HelpLayout layout;
    private final boolean all;

    private Help(int columns, boolean all) {
        this.layout = new HelpLayout(columns);
        this.all = all;
    }

    /** Sets the help up for a command and all of its subcommands, as wide as the terminal. */
    static CommandLine install(CommandLine command, boolean all) {
        int columns = Terminal.outputColumns();
        return install(command, all, columns == 0 ? MOST_COLUMNS : Math.min(columns, MOST_COLUMNS));
    }

    /** Sets the help up for a terminal of this width. */
    static CommandLine install(CommandLine command, boolean all, int columns) {
        new Help(Math.max(columns, LEAST_COLUMNS), all).install(command);
        return command;
    }

    private void install(CommandLine command) {
        Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, this::synopsis);
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, this::description);
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this::arguments);
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this::commands);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, this::footer);
        sections.put(SHARED, this::shared);
        command.setHelpSectionMap(sections);
        command.getCommandSpec().usageMessage().commandListHeading("%nCommands:%n");
        List<String> keys = new ArrayList<>(command.getHelpSectionKeys());
        keys.remove(SHARED);
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER) + 1, SHARED);
        command.setHelpSectionKeys(keys);
        command.getSubcommands().values().forEach(this::install);
    }

    /** The synopsis with the options that are needed. */
    private String synopsis(CommandLine.Help help) {
        StringBuilder required = new StringBuilder("[OPTIONS]");
        for (OptionSpec option : help.commandSpec().options()) {
            if (option.required() || option.order() == NEEDED) {
                required.append(' ').append(option.longestName()).append('=').append(option.paramLabel());
            }
        }
        int heading = help.synopsisHeading().length();
        return layout.paragraph(help.synopsis(heading).replace("[OPTIONS]", required), heading, heading);
    }

    private String description(CommandLine.Help help) {
        String[] sentences = help.commandSpec().usageMessage().description();
        StringBuilder text = new StringBuilder();
        for (String sentence : sentences) {
            text.append(layout.paragraph(sentence));
        }
        return text.append('\n').toString();
    }

    private String arguments(CommandLine.Help help) {
        List<Row> rows = new ArrayList<>();
        help.commandSpec()
                .positionalParameters()
                .forEach(parameter -> rows.add(new Row(
                        "      " + help.colorScheme().parameterText(parameter.paramLabel()),
                        String.join(" ", parameter.description()))));
        rows.addAll(rows(help, options(help.commandSpec(), false)));
        return layout.table(rows);
    }

    private static List<Row> rows(CommandLine.Help help, List<OptionSpec> options) {
        return options.stream()
                .map(option -> new Row(label(help.colorScheme(), option), String.join(" ", option.description())))
                .toList();
    }

    private static String label(CommandLine.Help.ColorScheme colors, OptionSpec option) {
        String names = option.names().length == 1 && option.shortestName().startsWith("--") ? "      " : "  ";
        for (String name : option.names()) {
            names += (names.isBlank() ? "" : ", ") + colors.optionText(name);
        }
        String value = option.arity().max() == 0
                ? ""
                : option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
        return value.isEmpty() ? names : names + colors.optionParamText(value);
    }

    private String commands(CommandLine.Help help) {
        return layout.table(help.commandSpec().subcommands().values().stream()
                .distinct()
                .map(CommandLine::getCommandSpec)
                .map(command -> new Row(
                        command.names().stream()
                                .map(name ->
                                        help.colorScheme().commandText(name).toString())
                                .collect(Collectors.joining(", ", "  ", "")),
                        command.usageMessage().description()[0]))
                .toList());
    }

    private String footer(CommandLine.Help help) {
        StringBuilder text = new StringBuilder();
        List<Row> rows = new ArrayList<>();
        for (String line : help.commandSpec().usageMessage().footer()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2)));
                continue;
            }
            text.append(layout.table(rows));
            rows.clear();
            text.append(line.startsWith("  ") ? layout.example(line) : layout.paragraph(line));
        }
        return text.append(layout.table(rows)).toString();
    }

    private String shared(CommandLine.Help help) {
        List<OptionSpec> shared = options(help.commandSpec(), true);
        if (shared.isEmpty()) {
            return "";
        }
        if (all) {
            return "\nShared options:\n" + layout.table(rows(help, shared));
        }
        List<String> names = shared.stream().map(OptionSpec::longestName).toList();
        List<String> common = names.stream().filter(name -> !isOfSide(name)).toList();
        String sides = common.size() == names.size()
                ? ""
                : indented("TLS and login options also exist per side: --from-ca-file, --to-username, ...");
        return "\n"
                + layout.paragraph("Shared options (explained by " + ALL + "):")
                + indented(String.join(" ", common))
                + sides;
    }

    private String indented(String text) {
        return "  " + layout.paragraph(text, 2, 2);
    }

    private static boolean isOfSide(String name) {
        return name.startsWith("--from-") || name.startsWith("--to-");
    }

    private static List<OptionSpec> options(CommandSpec command, boolean shared) {
        return command.options().stream()
                .filter(option -> !option.hidden() && isShared(option) == shared)
                .sorted(Comparator.comparingInt(Help::position))
                .toList();
    }

    private static int position(OptionSpec option) {
        boolean help = option.usageHelp()
                || option.versionHelp()
                || option.longestName().equals(ALL);
        return option.order() == NEEDED ? 0 : help ? 2 : 1;
    }

    private static boolean isShared(OptionSpec option) {
        return option.userObject() instanceof Field field
                && (field.getDeclaringClass() == ClientOptions.class || field.getDeclaringClass() == HostOptions.class);
    }
}
