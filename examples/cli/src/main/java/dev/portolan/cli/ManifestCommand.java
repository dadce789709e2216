package dev.portolan.cli;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.Place;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "manifest",
        description = "Reads and writes manifests as they are.",
        mixinStandardHelpOptions = true,
        subcommands = {ManifestCommand.Get.class, ManifestCommand.Put.class, DeleteCommand.class})
final class ManifestCommand extends CommandGroup {

    @Command(name = "get", description = "Prints a manifest, byte for byte.")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "PLACE", description = "the manifest")
        private String place;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "write it to this file")
        private @Nullable Path output;

        @Override
        void run(Session session) throws Exception {
            Manifest manifest = session.client().manifest(Place.parse(place));
            session.write(manifest.bytes(), output);
        }
    }

    @Command(name = "put", description = "Writes a manifest, byte for byte; what it points to must be there.")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "where it goes; without a tag, under its digest")
        private String place;

        @Parameters(index = "1", paramLabel = "FILE", description = "the manifest")
        private Path file;

        @Option(names = "--media-type", paramLabel = "TYPE", description = "its media type, if it does not say it")
        private String mediaType = "";

        @Override
        void run(Session session) throws Exception {
            if (!Files.isRegularFile(file)) {
                throw new NotFoundException(Problem.of("file not found").at(file.toString()));
            }
            Manifest manifest = Manifest.parse(Files.readAllBytes(file), mediaType);
            Place to = Place.parse(place);
            TagOrDigest as = to.tagOrDigest().orElse(manifest.digest());
            if (to.digest().isPresent() && !as.equals(manifest.digest())) {
                throw new InvalidReferenceException(Problem.of("the digest is not the manifest's")
                        .at(place)
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
