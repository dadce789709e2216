package dev.portolan.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * All commands, by name, in the order of the help. Reading what a command takes costs more than starting the JVM, so
 * a run reads the one it is about, and all of them only where the help needs them.
 */
final class Commands {
    private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("demo", DemoCommand.class);
        BY_NAME.put("push", PushCommand.class);
        BY_NAME.put("pull", PullCommand.class);
        BY_NAME.put("copy", CopyCommand.class);
        BY_NAME.put("tag", TagCommand.class);
        BY_NAME.put("tags", TagsCommand.class);
        BY_NAME.put("repositories", RepositoriesCommand.class);
        BY_NAME.put("resolve", ResolveCommand.class);
        BY_NAME.put("inspect", InspectCommand.class);
        BY_NAME.put("attach", AttachCommand.class);
        BY_NAME.put("referrers", ReferrersCommand.class);
        BY_NAME.put("manifest", ManifestCommand.class);
        BY_NAME.put("blob", BlobCommand.class);
        BY_NAME.put("untag", UntagCommand.class);
        BY_NAME.put("delete", DeleteCommand.class);
        BY_NAME.put("archive", ArchiveCommand.class);
        BY_NAME.put("verify", VerifyCommand.class);
        BY_NAME.put("gc", GcCommand.class);
        BY_NAME.put("login", LoginCommand.class);
        BY_NAME.put("logout", LogoutCommand.class);
        BY_NAME.put("serve", ServeCommand.class);
    }

    private Commands() {}

    /** The command line that these arguments need. */
    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new Portolan());
        Class<?> named = arguments.length == 0 ? null : BY_NAME.get(arguments[0]);
        if (named != null) {
            root.addSubcommand(arguments[0], named);
        } else if (!List.of(arguments).equals(List.of("--version"))) {
            BY_NAME.forEach(root::addSubcommand);
            root.addSubcommand(new CommandLine.HelpCommand());
        }
        return root;
    }
}
