package dev.portolan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: {@code --help}, and the layout of their help. */
@Command(sortOptions = false, abbreviateSynopsis = true, footerHeading = "%nExamples:%n")
abstract class BaseCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Spec
    CommandSpec spec;

    /** Returns a usage error that the options themselves cannot express. */
    final ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
