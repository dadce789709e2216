package dev.portolan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of all commands; by itself it says how it is used. */
@Command(
        name = "portolan",
        description = "Moves OCI artifacts between registries, layouts and archives.",
        mixinStandardHelpOptions = true,
        versionProvider = Portolan.Version.class,
        footer = {
            "",
            "A place is HOST[:PORT]/NAME[:TAG][@DIGEST], oci-layout:DIR[:TAG][@DIGEST],",
            "oci-archive:FILE[:TAG][@DIGEST] or docker-archive:FILE[:NAME:TAG].",
            "",
            "Exit codes: 0 done, 1 failed otherwise, 2 usage, 3 not found,",
            "4 not authenticated or not allowed, 5 content is not what it claims to be,",
            "6 unreachable.",
            "",
            "'portolan COMMAND --help' shows a command's options and examples.",
        })
final class Portolan implements Runnable {
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
