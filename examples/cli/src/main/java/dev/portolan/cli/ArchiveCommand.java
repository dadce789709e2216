package dev.portolan.cli;

import picocli.CommandLine.Command;

@Command(
        name = "archive",
        description = "Packs, lists, reads and extracts file archives.",
        subcommands = {
            ArchivePushCommand.class,
            ArchiveListCommand.class,
            ArchiveCatCommand.class,
            ArchiveExtractCommand.class,
            ArchiveInspectCommand.class
        })
final class ArchiveCommand extends CommandGroup {}
