package dev.portolan.cli;

import picocli.CommandLine.Command;

@Command(
        name = "archive",
        description = "Pushes directories as archives whose files can be read one by one.",
        subcommands = {
            ArchivePushCommand.class,
            ArchiveListCommand.class,
            ArchiveCatCommand.class,
            ArchiveExtractCommand.class,
            ArchiveInspectCommand.class
        })
final class ArchiveCommand extends CommandGroup {}
