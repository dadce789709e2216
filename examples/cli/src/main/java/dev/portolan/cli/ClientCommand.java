package dev.portolan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that works with a client: opens it as the options say, runs, prints the statistics, closes it. */
@Command(sortOptions = false, abbreviateSynopsis = true, footerHeading = "%nExamples:%n")
abstract class ClientCommand implements Callable<Integer> {
    @ArgGroup(exclusive = false, validate = false, order = 100, heading = "%nOptions of all commands:%n")
    final ClientOptions options = new ClientOptions();

    @Mixin
    private final HelpOption help = new HelpOption();

    @Spec
    CommandSpec spec;

    /** Does the work. Results go to the session's output, one fact a line. */
    abstract void run(Session session) throws Exception;

    /** What is wrong with how the command was called, beyond what the options themselves say. */
    final ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    @Override
    public final Integer call() throws Exception {
        try (Session session = Session.open(options, spec)) {
            run(session);
        }
        return 0;
    }
}
