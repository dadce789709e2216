package dev.portolan.cli;

import dev.portolan.archive.ArchiveSummary;
import dev.portolan.archive.FileArchives;
import dev.portolan.error.Text;
import dev.portolan.model.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description = "Shows the size and content of an archive; transfers only its manifest and index.",
        footer = "  portolan archive inspect localhost:5000/demo/files:v1")
final class ArchiveInspectCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the archive")
    private Reference reference;

    @Override
    void run(Session session) {
        try (FileArchives archives = session.archives()) {
            ArchiveSummary summary =
                    archives.inspect(session.client().at(reference).named());
            if (!session.output().json()) {
                print(session.output(), summary);
                return;
            }
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("digest", summary.manifest().digest().toString());
            facts.put("files", summary.files());
            facts.put("directories", summary.directories());
            facts.put("originalSize", summary.originalSize());
            facts.put("indexSize", summary.manifest().index().size());
            facts.put("dataSize", summary.manifest().data().size());
            facts.put("compressedFiles", summary.compressedFiles());
            facts.put("annotations", summary.manifest().annotations());
            session.output().printJson(facts);
        }
    }

    private static void print(Output output, ArchiveSummary summary) {
        output.print("Digest: " + summary.manifest().digest());
        output.print("Files: " + summary.files() + ", compressed: " + summary.compressedFiles());
        output.print("Directories: " + summary.directories());
        output.print("Original size: " + Sizes.text(summary.originalSize()));
        output.print("Index size: " + Sizes.text(summary.manifest().index().size()));
        output.print("Data size: " + Sizes.text(summary.manifest().data().size()));
        summary.manifest()
                .annotations()
                .forEach((key, value) -> output.print("Annotation: " + Text.clean(key) + "=" + Text.clean(value)));
    }
}
