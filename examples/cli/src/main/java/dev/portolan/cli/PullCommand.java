package dev.portolan.cli;

import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan pull}. */
@Command(
        name = "pull",
        description = {
            "Writes the files of an artifact to a directory.",
            "Directories are unpacked.",
            "Existing files with the right content are kept."
        },
        footer = {
            "  portolan pull localhost:5000/demo/site:v1 -o out",
            "  portolan pull oci-archive:site.tar:v1 -o out --overwrite",
            "  portolan pull example.com/site:v1 -o out --policy policy.json"
        })
final class PullCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the artifact")
    private Reference reference;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "the directory to write to (default: the current one)")
    private Path output = Path.of("");

    @Option(names = "--overwrite", description = "replace existing files")
    private boolean overwrite;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Override
    void run(Session session) throws IOException {
        CopyOptions how = trust.apply(platform.apply(session.copyOptions()));
        try (StoredArtifact artifact = artifact(session, how)) {
            List<Descriptor> files = artifact.layers().stream()
                    .filter(layer ->
                            !layer.annotation(Annotations.TITLE).orElse("").isEmpty())
                    .toList();
            report(session, pull(artifact, how), files, artifact.layers().size() - files.size());
        }
    }

    private StoredArtifact artifact(Session session, CopyOptions how) {
        try {
            return session.client().at(reference).with(how).artifact();
        } catch (InvalidManifestException e) {
            if (!how.platforms().isEmpty()
                    || !(session.client().at(reference).manifest() instanceof ImageIndex index)) {
                throw e;
            }
            throw new UnsupportedException(Problem.of(
                            "this is an index of " + Plural.of(index.manifests().size(), "manifest"))
                    .at(reference.toString())
                    .because("a pull writes the files of one artifact")
                    .advice("save an image with `portolan copy " + reference
                            + " oci-archive:FILE`, or pull the artifact of one platform with --platform OS/ARCH"));
        }
    }

    private CopyResult pull(StoredArtifact artifact, CopyOptions how) throws IOException {
        boolean made = Files.notExists(output);
        try (DirectoryTarget target =
                DirectoryTarget.into(output, Unpacker.create().withOverwrite(overwrite))) {
            CopyResult result = artifact.pull(target, how);
            made = false;
            return result;
        } catch (UnsupportedException e) {
            // With the reference as it was typed, so that the advised command can be pasted.
            throw e.remedy().isPresent()
                    ? e.with(e.problem().at(reference.toString()).causedBy(e))
                    : e;
        } catch (StorageException e) {
            throw DirectoryTarget.unfinishedIn(output)
                    .map(parts -> e.with(e.problem()
                            .advice("what was downloaded is kept in " + parts
                                    + ": run the same command again to continue, or remove that directory")
                            .causedBy(e)))
                    .orElse(e);
        } finally {
            if (made) {
                removeIfEmpty(output);
            }
        }
    }

    /** Removes a directory that was created for files that never arrived. */
    private static void removeIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // It contains parts of large files, for the next pull.
        }
    }

    private void report(Session session, CopyResult result, List<Descriptor> files, int unnamed) {
        String directory = output.toString().isEmpty() ? "." : output.toString();
        if (session.output().json()) {
            Map<String, Object> json = JsonText.of(reference, result);
            json.put("directory", directory);
            json.put("files", files.stream().map(PullCommand::json).toList());
            session.output().printJson(json);
            return;
        }
        session.printResult("Pulled " + Plural.of(files.size(), "file") + " into " + directory, reference, result);
        if (unnamed > 0) {
            session.output().message(Plural.of(unnamed, "layer") + " without a file name left out");
        }
    }

    private static Map<String, Object> json(Descriptor file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", file.annotation(Annotations.TITLE).orElseThrow());
        json.putAll(JsonText.of(file));
        json.remove("annotations");
        return json;
    }
}
