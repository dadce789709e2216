package dev.portolan.cli;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan manifest}. */
@Command(
        name = "manifest",
        description = "Reads, writes and deletes manifests, byte for byte.",
        subcommands = {ManifestCommand.Get.class, ManifestCommand.Put.class, ManifestCommand.Delete.class})
final class ManifestCommand extends CommandGroup {

    /** {@code portolan manifest get}. */
    @Command(
            name = "get",
            description = "Prints a manifest, byte for byte.",
            footer = "  portolan manifest get localhost:5000/demo/site:v1 -o manifest.json")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "REF", description = "the manifest or index")
        private Reference reference;

        @Mixin
        private final PlatformOption platform = new PlatformOption();

        @Mixin
        private final OutputFileOption output = new OutputFileOption();

        @Override
        void run(Session session) throws Exception {
            Manifest manifest = platform.isGiven()
                    ? platform.manifest(session, reference)
                    : session.client().at(reference).manifest();
            output.write(Content.of(manifest.bytes()), session.output());
        }
    }

    /** {@code portolan manifest put}. */
    @Command(
            name = "put",
            description = {"Writes a manifest, byte for byte.", "Everything that it references must exist."},
            footer = "  portolan manifest put localhost:5000/demo/site:v2 manifest.json")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "REF", description = "the reference to write; without a tag, the digest")
        private Reference reference;

        @Parameters(index = "1", paramLabel = "FILE", description = "the manifest; - reads standard input")
        private String file;

        @Option(
                names = "--media-type",
                paramLabel = "TYPE",
                description = "media type, if the manifest does not contain it")
        private String mediaType = "";

        private Manifest manifest() {
            byte[] content = InputFile.read(file);
            try {
                return Manifest.parse(content, mediaType);
            } catch (InvalidManifestException e) {
                throw e.with(e.problem().at(file));
            }
        }

        @Override
        void run(Session session) {
            Manifest manifest = manifest();
            reference = session.client().locate(reference);
            requireDigest(reference, "manifest", manifest.digest());
            ManifestCommand.put(session, reference, manifest, List.of());
            session.printDigest(reference, manifest.descriptor());
        }
    }

    /** Writes a manifest under the tag of a reference and more tags; under its digest if there is none. */
    static void put(Session session, Reference reference, Manifest manifest, List<Tag> moreTags) {
        List<TagOrDigest> names = new ArrayList<>(reference.tag().stream().toList());
        names.addAll(moreTags);
        if (names.isEmpty()) {
            names.add(manifest.digest());
        }
        try (Repository repository = session.client().openTarget(reference)) {
            names.forEach(name -> repository.put(name, manifest));
        }
    }

    /** {@code portolan manifest delete}. */
    @Command(
            name = "delete",
            description = "Deletes a manifest and all tags that point to it.",
            footer = "  portolan manifest delete localhost:5000/demo/site:v1")
    static final class Delete extends DeleteCommand {}
}
