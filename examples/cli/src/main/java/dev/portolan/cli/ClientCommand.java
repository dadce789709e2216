package dev.portolan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that works with a client: opens it as the options say, runs, prints the statistics, closes it. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ClientCommand implements Callable<Integer> {
    @Mixin
    final ClientOptions options = new ClientOptions();

    @Spec
    CommandSpec spec;

    /** Does the work. Results go to the session's output, one fact a line. */
    abstract void run(Session session) throws Exception;

    @Override
    public final Integer call() throws Exception {
        try (Session session = Session.open(options, spec)) {
            run(session);
        }
        return 0;
    }
}
