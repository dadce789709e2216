package dev.portolan.cli;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Listing;
import dev.portolan.port.Repository;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan delete}. */
@Command(
        name = "delete",
        description = "Deletes a manifest and all tags that point to it.",
        footer = "  portolan delete localhost:5000/demo/site:v1")
class DeleteCommand extends ClientCommand {
    /** Each tag of a registry costs a request. */
    private static final int MOST_TAGS = 100;

    @Parameters(paramLabel = "REF", description = "the manifest to delete")
    private Reference reference;

    @Override
    final void run(Session session) {
        requireName(reference, "tag or digest");
        Reference named = session.client().at(reference).named();
        Descriptor manifest = session.client().at(named).resolve();
        List<String> others = named.tag().isPresent() ? otherTags(session, named, manifest.digest()) : List.of();
        session.client().at(named.withDigest(manifest.digest())).delete();
        others.forEach(tag -> removeIfKept(session, named, tag, manifest.digest()));
        if (!session.output().json() || !others.isEmpty()) {
            session.output().message("Deleted " + named + also(others));
        }
        session.printDigest(reference, manifest);
    }

    /** Some registries keep the tags of a manifest that they delete. */
    private static void removeIfKept(Session session, Reference named, String tag, Digest deleted) {
        if (named.registryReference().isEmpty()) {
            return;
        }
        Reference other = named.withTag(Tag.of(tag));
        try {
            if (session.client().at(other).resolve().digest().equals(deleted)) {
                session.client().at(other).untag();
            }
        } catch (NotFoundException e) {
            // as expected
        }
    }

    private static String also(List<String> others) {
        return others.isEmpty() ? "" : ", and with it " + String.join(", ", others);
    }

    /** Returns the other tags of the manifest; empty if they cannot be found, which never fails the command. */
    private static List<String> otherTags(Session session, Reference named, Digest digest) {
        try (Repository repository = session.client().open(named)) {
            Optional<Listing> listing = repository.capability(Listing.class);
            Stream<String> found = listing.isPresent()
                    ? listing.get().entries().stream()
                            .filter(entry -> entry.manifest().digest().equals(digest))
                            .map(Listing.Entry::name)
                    : tags(repository).stream()
                            .filter(tag -> repository
                                    .resolve(tag)
                                    .filter(there -> there.digest().equals(digest))
                                    .isPresent())
                            .map(Tag::value);
            String own = named.tag().map(Tag::value).orElse("");
            return found.filter(name -> !name.isEmpty() && !name.equals(own)).toList();
        } catch (OciException e) {
            return List.of();
        }
    }

    private static List<Tag> tags(Repository repository) {
        try (Stream<Tag> tags = repository.tags()) {
            List<Tag> first = tags.limit(MOST_TAGS + 1L).toList();
            return first.size() > MOST_TAGS ? List.of() : first;
        }
    }
}
