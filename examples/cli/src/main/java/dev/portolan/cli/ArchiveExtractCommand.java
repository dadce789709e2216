package dev.portolan.cli;

import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.ExtractResult;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.model.Reference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "extract",
        description = {
            "Writes the files of an archive to a directory.",
            "Existing files with the right content are kept."
        },
        footer = "  portolan archive extract localhost:5000/demo/files:v1 docs -o out")
final class ArchiveExtractCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the archive")
    private Reference reference;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "only the files below this directory")
    private String directory = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "the directory to write to")
    private Path output;

    @Option(names = "--overwrite", description = "replace existing files")
    private boolean overwrite;

    @Option(names = "--clean", description = "remove files that the archive does not have")
    private boolean clean;

    @Override
    void run(Session session) {
        ExtractOptions how = ExtractOptions.defaults().withOverwrite(overwrite).withClean(clean);
        try (FileArchives archives = session.archives();
                FileArchive archive =
                        archives.pull(session.client().at(reference).named())) {
            ExtractResult result = archive.extract(directory, output, how);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("files", result.files());
            json.put("bytes", result.bytes());
            json.put("skipped", result.skipped());
            json.put("directory", output.toString());
            session.report(
                    "Extracted " + Plural.of(result.files(), "file") + " (" + Sizes.text(result.bytes()) + ") into "
                            + output
                            + (result.skipped() == 0
                                    ? ""
                                    : "; skipped " + Plural.of(result.skipped(), "file") + " with the same content"),
                    json);
        }
    }
}
