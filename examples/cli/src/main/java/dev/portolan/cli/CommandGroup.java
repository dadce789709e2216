package dev.portolan.cli;

import java.util.concurrent.Callable;

/** A command that only groups other commands. */
abstract class CommandGroup extends BaseCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return Portolan.showHelp(spec);
    }
}
