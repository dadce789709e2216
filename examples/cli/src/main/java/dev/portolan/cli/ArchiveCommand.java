package dev.portolan.cli;

import picocli.CommandLine.Command;

@Command(
        name = "archive",
        description = "File archives: read single files from a registry.",
        subcommands = {
            ArchivePushCommand.class,
            ArchiveListCommand.class,
            ArchiveCatCommand.class,
            ArchiveExtractCommand.class,
            ArchiveInspectCommand.class
        })
final class ArchiveCommand extends CommandGroup {}
