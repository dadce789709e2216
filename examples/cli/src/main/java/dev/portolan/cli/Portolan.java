package dev.portolan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "portolan",
        description = "Moves OCI artifacts and images between registries, layouts and archives.",
        abbreviateSynopsis = true,
        versionProvider = Portolan.Version.class,
        footer = {
            "",
            "References:",
            "  HOST[:PORT]/NAME[:TAG][@DIGEST]      in a registry",
            "  oci-layout:DIR[:NAME][@DIGEST]       in an OCI image layout",
            "  oci-archive:FILE[:NAME][@DIGEST]     in an OCI image layout inside one tar",
            "  docker-archive:FILE[:IMAGE[:TAG]]    in an archive of docker save",
            "",
            "Exit codes: 0 done, 1 other error, 2 usage, 3 not found, 4 not authenticated, not allowed"
                    + " or not trusted, 5 damaged or invalid content, 6 unreachable or timed out.",
            "",
            "'portolan COMMAND --help' shows the options and examples of a command.",
        })
final class Portolan implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "print the version")
    private boolean version;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"portolan " + (version == null ? "(not packaged)" : version)};
        }
    }
}
