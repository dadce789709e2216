package dev.portolan.cli;

import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.model.Reference;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "cat",
        description = "Prints files of an archive; transfers only their bytes.",
        footer = "  portolan archive cat localhost:5000/demo/files:v1 docs/index.html")
final class ArchiveCatCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the archive")
    private Reference reference;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "the files")
    private List<String> files;

    @Override
    void run(Session session) throws Exception {
        try (FileArchives archives = session.archives();
                FileArchive archive = archives.pull(session.client().named(reference))) {
            for (String file : files) {
                session.output().write(() -> archive.open(file));
            }
        }
    }
}
