package dev.portolan.cli;

import picocli.CommandLine.Option;

/** The help options that every command has. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    /** {@link Main} replaces it by {@code --help} before picocli sees it. */
    @Option(names = Help.ALL, description = "show this help, with the shared options")
    boolean helpAll;
}
