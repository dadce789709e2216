package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pull",
        description = "Writes an artifact's files into a directory; directories are unpacked.",
        footer = {
            "  portolan pull localhost:5000/demo/site:v1 -o out",
            "  portolan pull oci-archive:site.tar:v1 -o out --overwrite"
        })
final class PullCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "where the artifact lies")
    private String where;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "where its files go (default: here)")
    private Path output = Path.of("");

    @Option(names = "--overwrite", description = "replace files that are there")
    private boolean overwrite;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    private Unpacker unpacker() {
        return Unpacker.create().withOverwrite(overwrite);
    }

    @Override
    void run(Session session) throws IOException {
        Reference from = Reference.parse(where);
        boolean made = Files.notExists(output);
        try (DirectoryTarget target = DirectoryTarget.into(output, unpacker())) {
            CopyResult result = session.client()
                    .at(from)
                    .with(platform.apply(session.copyOptions()))
                    .pull(target);
            made = false;
            session.printResult("Pulled " + from + " into " + (output.toString().isEmpty() ? "." : output), result);
        } finally {
            if (made) {
                removeIfEmpty(output);
            }
        }
    }

    /** A directory that was made for what never came. */
    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // parts of large files, for the next pull
        }
    }
}
