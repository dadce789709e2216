package dev.portolan.cli;

import dev.portolan.error.Text;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Listing;
import dev.portolan.port.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan tags}. */
@Command(
        name = "tags",
        aliases = "ls",
        description = "Lists the tags of a repository, layout or archive.",
        footer = {"  portolan tags localhost:5000/demo/site", "  portolan tags oci-layout:store --digests"})
final class TagsCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the repository, layout or archive")
    private Reference reference;

    @Option(names = "--digests", description = "print digests too, and a layout's manifests without a name")
    private boolean digests;

    @Override
    void run(Session session) {
        try (Repository repository = session.client().openTarget(reference)) {
            Optional<Listing> listing = repository.capability(Listing.class);
            if (digests) {
                session.output()
                        .printList(
                                listing.map(Listing::entries).orElseGet(() -> resolved(repository)),
                                TagsCommand::line,
                                TagsCommand::json);
                return;
            }
            List<Tag> tags = tags(repository);
            session.output().printList(tags, Tag::toString, Tag::toString);
            int unnamed =
                    tags.isEmpty() ? listing.map(list -> list.entries().size()).orElse(0) : 0;
            if (unnamed > 0) {
                session.output().message(Plural.of(unnamed, "manifest") + " without a name; list them with --digests");
            }
        }
    }

    private static List<Tag> tags(Repository repository) {
        try (Stream<Tag> tags = repository.tags()) {
            return tags.toList();
        }
    }

    /** Resolves the tags of a registry, which lists no digests; a tag that was deleted meanwhile is left out. */
    private static List<Listing.Entry> resolved(Repository repository) {
        List<Listing.Entry> entries = new ArrayList<>();
        for (Tag tag : tags(repository)) {
            repository.resolve(tag).ifPresent(found -> entries.add(new Listing.Entry(found, tag.value())));
        }
        return entries;
    }

    private static String line(Listing.Entry entry) {
        String platform =
                entry.manifest().platform().map(found -> " (" + found + ")").orElse("");
        String name = entry.name().isEmpty() ? "" : " " + Text.clean(entry.name());
        return entry.manifest().digest() + name + platform;
    }

    private static Map<String, Object> json(Listing.Entry entry) {
        Map<String, Object> json = JsonText.of(entry.manifest());
        if (!entry.name().isEmpty()) {
            json.put("name", entry.name());
        }
        return json;
    }
}
