package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.fs.archive.ArchiveEntry;
import dev.portolan.fs.archive.ArchiveSummary;
import dev.portolan.fs.archive.Compression;
import dev.portolan.fs.archive.ExtractOptions;
import dev.portolan.fs.archive.ExtractResult;
import dev.portolan.fs.archive.FileArchive;
import dev.portolan.fs.archive.FileArchives;
import dev.portolan.fs.archive.PushOptions;
import dev.portolan.fs.archive.pack.ArchivePacker;
import dev.portolan.fs.archive.pack.PackedArchive;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "archive",
        description = "Directories that are read lazily, file by file, where they lie.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ArchiveCommand.Push.class,
            ArchiveCommand.ListFiles.class,
            ArchiveCommand.Cat.class,
            ArchiveCommand.Extract.class,
            ArchiveCommand.Inspect.class
        })
final class ArchiveCommand extends CommandGroup {

    @Command(name = "push", description = "Packs a directory and pushes it.")
    static final class Push extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "where the archive goes")
        private String place;

        @Parameters(index = "1", paramLabel = "DIR", description = "what is packed")
        private Path directory;

        @Option(names = "--compression", paramLabel = "none|zstd", description = "default: ${DEFAULT-VALUE}")
        private Compression compression = Compression.ZSTD;

        @Option(names = "--tag", paramLabel = "T", description = "one more tag (can be given again)")
        private List<String> tags = new ArrayList<>();

        @Option(
                names = {"-a", "--annotation"},
                paramLabel = "K=V",
                description = "an annotation of the manifest (can be given again)")
        private Map<String, String> annotations = new LinkedHashMap<>();

        @Override
        void run(Session session) {
            Place to = Place.parse(place);
            PushOptions how = PushOptions.defaults()
                    .withTags(tags.stream().map(Tag::of).toList())
                    .withAnnotations(annotations);
            ArchivePacker packer =
                    ArchivePacker.builder().compression(compression).build();
            try (FileArchives archives = session.archives();
                    PackedArchive packed = packer.pack(directory)) {
                packed.skipped()
                        .forEach(skipped -> session.message("left out " + skipped.path() + ": "
                                + skipped.reason()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ')));
                CopyResult result = archives.push(to, packed, how);
                session.printPushed(to, result);
            }
        }
    }

    @Command(name = "list", description = "Lists the files of an archive; reads its index alone.")
    static final class ListFiles extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "the archive")
        private String place;

        @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "only what lies below")
        private String directory = "";

        @Override
        void run(Session session) {
            try (FileArchives archives = session.archives();
                    FileArchive archive = archives.pull(Place.parse(place));
                    Stream<ArchiveEntry> files = archive.walk(directory)) {
                List<ArchiveEntry> entries =
                        files.filter(entry -> !entry.isDirectory()).toList();
                if (session.json()) {
                    session.printJson(entries.stream().map(ListFiles::json).toList());
                } else {
                    entries.forEach(entry -> session.print(String.format(
                            Locale.ROOT, "%04o %12d %s", entry.mode(), entry.size(), Sizes.printable(entry.path()))));
                }
            }
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

    @Command(name = "cat", description = "Prints files of an archive; transfers their bytes alone.")
    static final class Cat extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "the archive")
        private String place;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "the files")
        private List<String> files;

        @Override
        void run(Session session) throws Exception {
            try (FileArchives archives = session.archives();
                    FileArchive archive = archives.pull(Place.parse(place))) {
                for (String file : files) {
                    session.write(() -> archive.open(file), null);
                }
            }
        }
    }

    @Command(name = "extract", description = "Writes an archive's files into a directory.")
    static final class Extract extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "the archive")
        private String place;

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
            ExtractOptions how =
                    ExtractOptions.defaults().withOverwrite(overwrite).withClean(clean);
            try (FileArchives archives = session.archives();
                    FileArchive archive = archives.pull(Place.parse(place))) {
                ExtractResult result = archive.extract(directory, output, how);
                session.message(
                        "Extracted " + result.files() + " files (" + Sizes.text(result.bytes()) + ") into " + output);
            }
        }
    }

    @Command(name = "inspect", description = "Shows what an archive is; transfers its manifest and index.")
    static final class Inspect extends ClientCommand {
        @Parameters(paramLabel = "PLACE", description = "the archive")
        private String place;

        @Override
        void run(Session session) {
            try (FileArchives archives = session.archives()) {
                ArchiveSummary summary = archives.inspect(Place.parse(place));
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("digest", summary.manifest().digest().toString());
                facts.put("files", summary.files());
                facts.put("directories", summary.directories());
                facts.put("originalSize", summary.originalSize());
                facts.put("indexSize", summary.manifest().index().size());
                facts.put("dataSize", summary.manifest().data().size());
                facts.put("compressedFiles", summary.compressedFiles());
                facts.put("annotations", summary.manifest().annotations());
                if (session.json()) {
                    session.printJson(facts);
                } else {
                    facts.forEach((name, value) -> session.print(name + ": " + value));
                }
            }
        }
    }
}
