package dev.portolan.cli;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.pack.FileLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repairs;
import dev.portolan.port.Repository;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "blob",
        description = "Reads and writes blobs as they are.",
        subcommands = {BlobCommand.Get.class, BlobCommand.Put.class, BlobCommand.Delete.class})
final class BlobCommand extends CommandGroup {

    private static Digest digest(Reference reference) {
        return reference
                .digest()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of("no digest in " + reference).advice("name the blob as NAME@sha256:...")));
    }

    @Command(
            name = "get",
            description = "Prints a blob.",
            footer = "  portolan blob get localhost:5000/demo/site@sha256:DIGEST -o layer.tar")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "PLACE@DIGEST", description = "the blob")
        private String reference;

        @Mixin
        private final OutputFileOption output = new OutputFileOption();

        @Override
        void run(Session session) throws Exception {
            Reference at = Reference.parse(reference);
            Digest digest = digest(at);
            try (Repository repository = session.client().open(at)) {
                Descriptor blob = repository
                        .stat(digest)
                        .orElseThrow(() -> new NotFoundException(
                                Problem.of("blob " + digest + " not found").at(repository.name())));
                output.write(repository.content(blob), session.output());
            }
        }
    }

    @Command(
            name = "put",
            description = "Writes a file as a blob.",
            footer = "  portolan blob put localhost:5000/demo/site layer.tar")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLACE", description = "where it goes")
        private String reference;

        @Parameters(index = "1", paramLabel = "FILE", description = "the blob, - for standard input")
        private String file;

        @Override
        void run(Session session) {
            Reference to = Reference.parse(reference);
            try (InputFile input = InputFile.of(file);
                    Repository repository = session.client().open(to)) {
                FileLayer layer = Pack.file(input.path());
                Descriptor blob = layer.descriptor().orElseThrow().bare();
                if (to.digest().filter(digest -> !digest.equals(blob.digest())).isPresent()) {
                    throw new InvalidReferenceException(Problem.of("the digest is not the file's")
                            .at(reference)
                            .because("the file has " + blob.digest()));
                }
                write(repository, blob, layer);
                session.printDigest(blob);
            }
        }
    }

    /** Writes a blob that is not stored, and replaces one that is damaged. */
    private static void write(Repository repository, Descriptor blob, FileLayer layer) {
        Optional<Repairs> repairs = repository.capability(Repairs.class);
        if (repository.stat(blob.digest()).isEmpty()) {
            repository.write(blob, layer.content());
        } else if (repairs.isPresent() && !repairs.get().isIntact(blob)) {
            repairs.get().replace(blob, layer.content());
        }
    }

    @Command(
            name = "delete",
            description = "Removes a blob, whether anything points to it or not.",
            footer = "  portolan blob delete localhost:5000/demo/site@sha256:DIGEST")
    static final class Delete extends ClientCommand {
        @Parameters(paramLabel = "PLACE@DIGEST", description = "the blob")
        private String reference;

        @Override
        void run(Session session) {
            Reference at = Reference.parse(reference);
            Digest digest = digest(at);
            try (Repository repository = session.client().open(at)) {
                repository
                        .capability(Deletes.class)
                        .orElseThrow(() -> new UnsupportedException(
                                Problem.of("this place does not delete").at(repository.name())))
                        .deleteBlob(digest);
            }
            session.report("Deleted " + at, Map.of("deleted", at.toString()));
        }
    }
}
