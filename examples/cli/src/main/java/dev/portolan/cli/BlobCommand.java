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

/** {@code portolan blob}. */
@Command(
        name = "blob",
        description = "Reads, writes and deletes blobs.",
        subcommands = {BlobCommand.Get.class, BlobCommand.Put.class, BlobCommand.Delete.class})
final class BlobCommand extends CommandGroup {

    private static Digest digest(Reference reference) {
        return reference
                .digest()
                .orElseThrow(() -> new InvalidReferenceException(Problem.of("the digest of the blob is missing")
                        .at(reference.toString())
                        .advice("write it as NAME@sha256:DIGEST")));
    }

    /** {@code portolan blob get}. */
    @Command(
            name = "get",
            description = "Prints a blob.",
            footer = "  portolan blob get localhost:5000/demo/site@sha256:DIGEST -o layer.tar")
    static final class Get extends ClientCommand {
        @Parameters(paramLabel = "REF@DIGEST", description = "the blob")
        private Reference reference;

        @Mixin
        private final OutputFileOption output = new OutputFileOption();

        @Override
        void run(Session session) throws Exception {
            Digest digest = digest(reference);
            try (Repository repository = session.client().open(reference)) {
                Descriptor blob = repository
                        .stat(digest)
                        .orElseThrow(() -> NotFoundException.of("blob " + digest, repository.name()));
                output.write(repository.content(blob), session.output());
            }
        }
    }

    /** {@code portolan blob put}. */
    @Command(
            name = "put",
            description = "Writes a file as a blob.",
            footer = "  portolan blob put localhost:5000/demo/site layer.tar")
    static final class Put extends ClientCommand {
        @Parameters(index = "0", paramLabel = "REF", description = "the repository, layout or archive to write to")
        private Reference reference;

        @Parameters(index = "1", paramLabel = "FILE", description = "the file; - reads standard input")
        private String file;

        @Override
        void run(Session session) {
            try (InputFile input = InputFile.of(file);
                    Repository repository = session.client().openTarget(reference)) {
                FileLayer layer = Pack.file(input.path());
                Descriptor blob = layer.descriptor().orElseThrow().bare();
                requireDigest(reference, "file", blob.digest());
                write(repository, blob, layer);
                Reference at = session.client().locate(reference);
                session.printDigest(Reference.of(at.scheme(), at.location()).withDigest(blob.digest()), blob);
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

    /** {@code portolan blob delete}. */
    @Command(
            name = "delete",
            description = "Deletes a blob, even if a manifest references it.",
            footer = "  portolan blob delete localhost:5000/demo/site@sha256:DIGEST")
    static final class Delete extends ClientCommand {
        @Parameters(paramLabel = "REF@DIGEST", description = "the blob")
        private Reference reference;

        @Override
        void run(Session session) {
            Digest digest = digest(reference);
            try (Repository repository = session.client().openTarget(reference)) {
                repository
                        .capability(Deletes.class)
                        .orElseThrow(() -> new UnsupportedException(
                                Problem.of("deleting blobs is not supported").at(repository.name())))
                        .deleteBlob(digest);
            }
            session.report("Deleted " + reference, Map.of("deleted", reference.toString()));
        }
    }
}
