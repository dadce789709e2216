package dev.portolan.cli;

import dev.portolan.archive.FileArchives;
import dev.portolan.archive.PushOptions;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.Text;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Annotations;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "push",
        description = "Packs a directory as a file archive and pushes it.",
        footer = "  portolan archive push localhost:5000/demo/files:v1 directory")
final class ArchivePushCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the reference to push to")
    private Reference reference;

    @Parameters(index = "1", paramLabel = "DIR", description = "the directory")
    private Path directory;

    @Option(
            names = "--compression",
            paramLabel = "none|zstd",
            converter = NoneOrZstd.class,
            description = "compression of files (default: zstd)")
    private Compression compression = Compression.ZSTD;

    @Option(names = "--tag", paramLabel = "TAG", description = "additional tag (repeatable)")
    private List<String> tags = new ArrayList<>();

    @Mixin
    private final AnnotationOption annotations = new AnnotationOption();

    @Override
    void run(Session session) {
        if (Files.notExists(directory)) {
            throw FileErrors.missing(directory);
        }
        reference = session.target(reference);
        session.packing();
        ArchivePacker packer = ArchivePacker.builder().compression(compression).build();
        try (FileArchives archives = session.archives();
                PackedArchive packed = packer.pack(directory)) {
            packed.skipped()
                    .forEach(skipped -> session.output()
                            .message("left out " + Text.clean(skipped.path()) + ": "
                                    + skipped.reason()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' ')));
            PushOptions how = PushOptions.defaults()
                    .withTags(tags.stream().map(Tag::of).toList())
                    .withAnnotations(annotations(packed));
            CopyResult result = archives.push(reference, packed, how);
            session.printResult("Pushed " + reference, reference, result);
        }
    }

    /** The creation time is that of the newest file, so that the same directory always has the same digest. */
    private Map<String, String> annotations(PackedArchive packed) {
        Map<String, String> all = new LinkedHashMap<>(annotations.byKey());
        all.putIfAbsent(
                Annotations.CREATED,
                packed.newest().truncatedTo(ChronoUnit.SECONDS).toString());
        return all;
    }

    /** The compressions of file archives. */
    static final class NoneOrZstd implements ITypeConverter<Compression> {
        @Override
        public Compression convert(String text) throws Exception {
            return EnumArgument.of(List.of(Compression.NONE, Compression.ZSTD)).convert(text);
        }
    }
}
