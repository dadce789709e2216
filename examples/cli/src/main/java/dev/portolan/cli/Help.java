package dev.portolan.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of a command: its own options in full, and the names of the shared ones in a short block. With
 * {@code --help-all} the shared ones are in full, too.
 */
final class Help {
    /** The option for the help with all shared options. */
    static final String ALL = "--help-all";

    private static final String SHARED = "sharedOptions";
    private static final int WIDTH = 80;

    private Help() {}

    /** Sets the help up for a command and all of its subcommands. */
    static CommandLine install(CommandLine command, boolean all) {
        Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(
                UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                help -> help.optionListExcludingGroups(options(help.commandSpec(), false)));
        sections.put(SHARED, help -> shared(help, all));
        command.setHelpSectionMap(sections);
        List<String> keys = new ArrayList<>(command.getHelpSectionKeys());
        keys.remove(SHARED);
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER) + 1, SHARED);
        command.setHelpSectionKeys(keys);
        command.getSubcommands().values().forEach(below -> install(below, all));
        return command;
    }

    private static String shared(CommandLine.Help help, boolean all) {
        List<OptionSpec> shared = options(help.commandSpec(), true);
        if (shared.isEmpty()) {
            return "";
        }
        if (all) {
            return "\nShared options:\n" + help.optionListExcludingGroups(shared);
        }
        StringBuilder text = new StringBuilder("\nShared options (explained by " + ALL + "):\n");
        StringBuilder line = new StringBuilder(" ");
        boolean sides = false;
        for (OptionSpec option : shared) {
            String name = " " + option.longestName();
            if (name.startsWith(" --from-") || name.startsWith(" --to-")) {
                sides = true;
                continue;
            }
            if (line.length() + name.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder(" ");
            }
            line.append(name);
        }
        text.append(line).append('\n');
        if (sides) {
            text.append("  TLS and login options also exist per side: --from-ca-file, --to-username, ...\n");
        }
        return text.toString();
    }

    private static List<OptionSpec> options(CommandSpec command, boolean shared) {
        return command.options().stream()
                .filter(option -> !option.hidden() && isShared(option) == shared)
                .toList();
    }

    private static boolean isShared(OptionSpec option) {
        return option.userObject() instanceof Field field
                && (field.getDeclaringClass() == ClientOptions.class || field.getDeclaringClass() == HostOptions.class);
    }
}
