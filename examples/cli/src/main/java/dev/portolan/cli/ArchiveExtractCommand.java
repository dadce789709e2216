package dev.portolan.cli;

import dev.portolan.archive.ExtractOptions;
import dev.portolan.archive.ExtractResult;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "extract",
        description = "Writes an archive's files into a directory.",
        footer = "  portolan archive extract localhost:5000/demo/files:v1 docs -o out")
final class ArchiveExtractCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PLACE", description = "the archive")
    private String where;

    @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "only what lies below")
    private String directory = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "where the files go")
    private Path output;

    @Option(names = "--overwrite", description = "replace files that are there")
    private boolean overwrite;

    @Option(names = "--clean", description = "remove what is there and not in the archive")
    private boolean clean;

    @Override
    void run(Session session) {
        ExtractOptions how = ExtractOptions.defaults().withOverwrite(overwrite).withClean(clean);
        try (FileArchives archives = session.archives();
                FileArchive archive = archives.pull(session.client().at(where).named())) {
            ExtractResult result = archive.extract(directory, output, how);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("files", result.files());
            json.put("bytes", result.bytes());
            json.put("skipped", result.skipped());
            json.put("directory", output.toString());
            session.report(
                    "Extracted " + result.files() + " files (" + Sizes.text(result.bytes()) + ") into " + output
                            + (result.skipped() == 0 ? "" : "; left " + result.skipped() + " that are there already"),
                    json);
        }
    }
}
