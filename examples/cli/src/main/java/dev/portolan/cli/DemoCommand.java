package dev.portolan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "demo", description = "Shows the main features with an embedded registry.")
final class DemoCommand extends BaseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Demo.run(spec.commandLine().getOut());
        return 0;
    }
}
