package dev.portolan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
        name = "portolan",
        description = "Pushes, pulls, copies, signs and verifies OCI artifacts and images.",
        abbreviateSynopsis = true,
        versionProvider = Portolan.Version.class,
        footer = {
            "",
            "Examples:",
            "  portolan push localhost:5000/demo/site:v1 site README.md:text/markdown",
            "  portolan pull localhost:5000/demo/site:v1 -o out",
            "  portolan copy alpine:3.20 oci-archive:alpine.tar:3.20",
            "",
            "References, which may end in @DIGEST:",
            "  HOST[:PORT]/NAME[:TAG]         in a registry",
            "  oci-layout:DIR[:NAME]          in an OCI image layout",
            "  oci-archive:FILE[:NAME]        in an OCI image layout inside one tar",
            "  docker-archive:FILE[:IMAGE]    in an archive of docker save",
            "",
            "Exit codes: 0 done, 1 other error, 2 usage, 3 not found, 4 not authenticated, not allowed"
                    + " or not trusted, 5 damaged or invalid content, 6 unreachable or timed out.",
            "",
            "'portolan COMMAND --help' shows the options and examples of a command.",
        })
final class Portolan implements Callable<Integer> {
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

    /** Without a command, shows the help. */
    @Override
    public Integer call() {
        return showHelp(spec);
    }

    /** Shows the help of a command that needs another one after it. */
    static int showHelp(CommandSpec spec) {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"portolan " + (version == null ? "(not packaged)" : version)};
        }
    }
}
