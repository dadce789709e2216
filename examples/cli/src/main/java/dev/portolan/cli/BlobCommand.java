package dev.portolan.cli;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Place;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "blob",
        description = "Reads and writes blobs as they are.",
        mixinStandardHelpOptions = true,
        subcommands = {BlobCommand.Get.class, BlobCommand.Put.class, BlobCommand.Delete.class})
final class BlobCommand extends CommandGroup {

    private static Digest digest(Place place) {
        return place.digest()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of("no digest in " + place).advice("name the blob as NAME@sha256:...")));
    }

    @Command(name = "get", description = "Prints a blob.")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "PLACE@DIGEST", description = "the blob")
        private String place;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "write it to this file")
        private @Nullable Path output;

        @Override
        void run(Session session) throws Exception {
            Place at = Place.parse(place);
            Digest digest = digest(at);
            try (Repository repository = session.client().open(at)) {
                Descriptor blob = repository
                        .stat(digest)
                        .orElseThrow(() -> new NotFoundException(
                                Problem.of("blob " + digest + " not found").at(repository.name())));
                session.write(repository.content(blob), output);
            }
        }
    }

    @Command(name = "put", description = "Writes a file as a blob.")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "where it goes")
        private String place;

        @Parameters(index = "1", paramLabel = "FILE", description = "the blob")
        private Path file;

        @Override
        void run(Session session) {
            Place to = Place.parse(place);
            Descriptor blob =
                    Pack.file(file, MediaTypes.OCTET_STREAM).descriptor().orElseThrow();
            if (to.digest().filter(digest -> !digest.equals(blob.digest())).isPresent()) {
                throw new InvalidReferenceException(
                        Problem.of("the digest is not the file's").at(place).because("the file has " + blob.digest()));
            }
            try (Repository repository = session.client().open(to)) {
                if (repository.stat(blob.digest()).isEmpty()) {
                    repository.write(blob.bare(), Pack.file(file).content());
                }
            }
            session.printDigest(blob.bare());
        }
    }

    @Command(name = "delete", description = "Removes a blob, whether anything points to it or not.")
    static final class Delete extends ClientCommand {
        @Parameters(paramLabel = "PLACE@DIGEST", description = "the blob")
        private String place;

        @Override
        void run(Session session) {
            Place at = Place.parse(place);
            Digest digest = digest(at);
            try (Repository repository = session.client().open(at)) {
                repository
                        .capability(Deletes.class)
                        .orElseThrow(() -> new UnsupportedException(
                                Problem.of("this place does not delete").at(repository.name())))
                        .deleteBlob(digest);
            }
            session.message("Deleted " + at);
        }
    }
}
