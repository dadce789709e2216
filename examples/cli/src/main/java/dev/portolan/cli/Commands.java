package dev.portolan.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * All commands, by name, in the order of the help. Reading the annotations of a command takes longer than starting the
 * JVM, so a run reads only the command that it runs, and all of them only for the help.
 */
final class Commands {
    private static final Map<String, Class<?>> BY_NAME = new LinkedHashMap<>();

    private static final Map<String, String> ALIASES = Map.of(
            "cp", "copy",
            "ls", "tags",
            "digest", "resolve",
            "catalog", "repositories",
            "discover", "referrers");

    static {
        BY_NAME.put("push", PushCommand.class);
        BY_NAME.put("pull", PullCommand.class);
        BY_NAME.put("copy", CopyCommand.class);
        BY_NAME.put("tag", TagCommand.class);
        BY_NAME.put("untag", UntagCommand.class);
        BY_NAME.put("tags", TagsCommand.class);
        BY_NAME.put("repositories", RepositoriesCommand.class);
        BY_NAME.put("resolve", ResolveCommand.class);
        BY_NAME.put("inspect", InspectCommand.class);
        BY_NAME.put("attach", AttachCommand.class);
        BY_NAME.put("referrers", ReferrersCommand.class);
        BY_NAME.put("manifest", ManifestCommand.class);
        BY_NAME.put("blob", BlobCommand.class);
        BY_NAME.put("delete", DeleteCommand.class);
        BY_NAME.put("index", IndexCommand.class);
        BY_NAME.put("archive", ArchiveCommand.class);
        BY_NAME.put("sign", SignCommand.class);
        BY_NAME.put("attest", AttestCommand.class);
        BY_NAME.put("verify", VerifyCommand.class);
        BY_NAME.put("gc", GcCommand.class);
        BY_NAME.put("login", LoginCommand.class);
        BY_NAME.put("logout", LogoutCommand.class);
        BY_NAME.put("serve", ServeCommand.class);
        BY_NAME.put("demo", DemoCommand.class);
        BY_NAME.put("completion", CompletionCommand.class);
    }

    private Commands() {}

    /** Returns the command line that these arguments need. */
    static CommandLine commandLine(String... arguments) {
        CommandLine root = new CommandLine(new Portolan());
        String name = arguments.length == 0 ? "" : ALIASES.getOrDefault(arguments[0], arguments[0]);
        Class<?> named = BY_NAME.get(name);
        if (named != null) {
            add(root, name, named);
        } else if (!List.of(arguments).equals(List.of("--version"))) {
            BY_NAME.forEach((each, command) -> add(root, each, command));
            root.addSubcommand(new HelpCommand());
        }
        return root;
    }

    private static void add(CommandLine root, String name, Class<?> type) {
        CommandLine command = new CommandLine(type);
        if (command.getCommand() instanceof ClientCommand client) {
            client.complete(command.getCommandSpec());
        }
        root.addSubcommand(name, command);
    }

    /** Returns the arguments with options before the name of the command moved behind it. */
    static String[] commandFirst(String... arguments) {
        if (arguments.length == 0 || !arguments[0].startsWith("-")) {
            return arguments;
        }
        CommandSpec options = CommandSpec.forAnnotatedObject(new ClientOptions());
        List<String> moved = new ArrayList<>();
        int next = 0;
        while (next < arguments.length && arguments[next].startsWith("-")) {
            String argument = arguments[next++];
            moved.add(argument);
            OptionSpec option = options.findOption(argument);
            if (option != null && option.arity().min() > 0 && next < arguments.length) {
                moved.add(arguments[next++]);
            }
        }
        List<String> ordered = new ArrayList<>();
        Class<?> command = null;
        if (next < arguments.length) {
            ordered.add(arguments[next++]);
            command = BY_NAME.get(ordered.get(0));
        }
        if (command != null && CommandGroup.class.isAssignableFrom(command) && next < arguments.length) {
            ordered.add(arguments[next++]);
        }
        ordered.addAll(moved);
        ordered.addAll(List.of(arguments).subList(next, arguments.length));
        return ordered.toArray(String[]::new);
    }

    /** Returns our name for a command of another tool; empty if there is none. */
    static String elsewhere(String name) {
        return switch (name) {
            case "version" -> "portolan --version";
            case "export", "import", "save", "load", "backup", "restore", "sync" -> "portolan copy FROM TO";
            case "list", "list-tags" -> "portolan tags REF";
            case "rm", "remove" -> "portolan delete REF";
            case "fetch" -> "portolan manifest get REF";
            case "config" -> "portolan inspect --config REF";
            case "validate", "fsck" -> "portolan verify REF";
            case "append", "mutate" -> "portolan push REF PATH";
            case "registry" -> "portolan serve";
            case "auth" -> "portolan login HOST";
            default -> "";
        };
    }
}
