package dev.portolan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have: the help options, and the layout of their help. */
@Command(sortOptions = false, abbreviateSynopsis = true, footerHeading = "%nExamples:%n")
abstract class BaseCommand {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Spec
    CommandSpec spec;

    /** Returns a usage error that the options themselves cannot express. */
    final ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
