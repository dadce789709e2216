package dev.portolan.cli;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "manifest",
        description = "Reads and writes manifests as they are.",
        subcommands = {ManifestCommand.Get.class, ManifestCommand.Put.class, DeleteCommand.class})
final class ManifestCommand extends CommandGroup {

    @Command(
            name = "get",
            description = "Prints a manifest, byte for byte.",
            footer = "  portolan manifest get localhost:5000/demo/site:v1 -o manifest.json")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "PLACE", description = "the manifest")
        private String where;

        @Mixin
        private final OutputFileOption output = new OutputFileOption();

        @Override
        void run(Session session) throws Exception {
            Manifest manifest = session.client().manifest(Reference.parse(where));
            output.write(Content.of(manifest.bytes()), session.output());
        }
    }

    @Command(
            name = "put",
            description = "Writes a manifest, byte for byte; what it points to must be there.",
            footer = "  portolan manifest put localhost:5000/demo/site:v2 manifest.json")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "where it goes; without a tag, under its digest")
        private String where;

        @Parameters(index = "1", paramLabel = "FILE", description = "the manifest, - for standard input")
        private String file;

        @Option(names = "--media-type", paramLabel = "TYPE", description = "its media type, if it does not say it")
        private String mediaType = "";

        @Override
        void run(Session session) {
            Manifest manifest = Manifest.parse(InputFile.read(file), mediaType);
            Reference to = session.client().locate(Reference.parse(where));
            TagOrDigest as = to.tagOrDigest().orElse(manifest.digest());
            if (to.digest().isPresent() && !as.equals(manifest.digest())) {
                throw new InvalidReferenceException(Problem.of("the digest is not the manifest's")
                        .at(where)
                        .because("the manifest has " + manifest.digest()));
            }
            try (Repository repository = session.client().open(to)) {
                repository.put(as, manifest);
            }
            Descriptor written = manifest.descriptor();
            session.printDigest(written);
        }
    }
}
