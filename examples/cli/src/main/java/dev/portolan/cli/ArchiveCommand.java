package dev.portolan.cli;

import picocli.CommandLine.Command;

@Command(
        name = "archive",
        description = "Directories that are read lazily, file by file, where they lie.",
        subcommands = {
            ArchivePushCommand.class,
            ArchiveListCommand.class,
            ArchiveCatCommand.class,
            ArchiveExtractCommand.class,
            ArchiveInspectCommand.class
        })
final class ArchiveCommand extends CommandGroup {}
