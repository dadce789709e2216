package dev.portolan.cli;

import dev.portolan.archive.ArchiveEntry;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.error.Text;
import dev.portolan.model.Reference;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists the files of an archive; transfers only its index.",
        footer = "  portolan archive list localhost:5000/demo/files:v1 docs")
final class ArchiveListCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the archive")
    private Reference reference;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "only the files below this directory")
    private String directory = "";

    @Override
    void run(Session session) {
        try (FileArchives archives = session.archives();
                FileArchive archive =
                        archives.pull(session.client().at(reference).named());
                Stream<ArchiveEntry> files = archive.walk(directory)) {
            session.output()
                    .printList(
                            files.filter(entry -> !entry.isDirectory()).toList(),
                            ArchiveListCommand::line,
                            ArchiveListCommand::json);
        }
    }

    private static String line(ArchiveEntry entry) {
        return String.format(Locale.ROOT, "%04o %12d %s", entry.mode(), entry.size(), Text.clean(entry.path()));
    }

    private static Map<String, Object> json(ArchiveEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", entry.path());
        json.put("size", entry.size());
        json.put("mode", String.format(Locale.ROOT, "%04o", entry.mode()));
        json.put("modified", entry.modified().toString());
        entry.digest().ifPresent(digest -> json.put("digest", digest.toString()));
        return json;
    }
}
