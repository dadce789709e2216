package dev.portolan.cli;

import dev.portolan.copy.PlatformChoice;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan index}. */
@Command(
        name = "index",
        description = "Creates and extends multi-platform indexes.",
        subcommands = {IndexCommand.Create.class, IndexCommand.Add.class})
final class IndexCommand extends CommandGroup {

    /** The common part of both commands: describes manifests, and copies those in other repositories. */
    abstract static class Writing extends ClientCommand {
        @Parameters(index = "0", paramLabel = "REF", description = "the index")
        Reference reference;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "MANIFEST",
                description = "a tag or digest in the same repository, or a reference, which is copied there")
        private List<String> manifests;

        @Override
        List<Endpoint> endpoints() {
            return Stream.concat(
                            super.endpoints().stream(),
                            manifests.stream().map(this::member).flatMap(member -> Endpoint.of(member).stream()))
                    .distinct()
                    .toList();
        }

        /** Returns the reference of an argument; a tag or digest means a manifest in the same repository. */
        private Reference member(String text) {
            if (text.startsWith("sha256:") || text.startsWith("sha512:")) {
                return Reference.parse(reference.name()).withDigest(Digest.parse(text));
            }
            return text.indexOf('/') < 0 && text.indexOf(':') < 0
                    ? Reference.parse(reference.name()).withTag(Tag.ofRefName(text))
                    : Reference.parse(text);
        }

        /** Returns the manifests by digest, each with its platform. */
        final Map<Digest, Descriptor> members(Session session) {
            Map<Digest, Descriptor> members = new LinkedHashMap<>();
            for (String manifest : manifests) {
                Descriptor member =
                        describe(session, session.client().at(member(manifest)).named());
                members.put(member.digest(), member);
            }
            return members;
        }

        private Descriptor describe(Session session, Reference member) {
            Manifest manifest = session.client().at(member).manifest();
            Descriptor descriptor = manifest.descriptor();
            Reference pinned = member.withDigest(descriptor.digest());
            if (!member.name().equals(reference.name())) {
                session.client().at(pinned).with(session.copyOptions()).copyTo(reference.name());
            }
            if (!(manifest instanceof ImageManifest image)) {
                return descriptor;
            }
            try (Repository repository = session.client().open(pinned)) {
                return new PlatformChoice(repository)
                        .of(image)
                        .map(descriptor::withPlatform)
                        .orElse(descriptor);
            }
        }

        final void put(Session session, ImageIndex index, List<Tag> moreTags) {
            ManifestCommand.put(session, reference, index, moreTags);
            session.output()
                    .message("Wrote an index of " + Plural.of(index.manifests().size(), "manifest") + " to "
                            + reference);
            session.printDigest(reference, index.descriptor());
        }
    }

    /** {@code portolan index create}. */
    @Command(
            name = "create",
            description = "Creates an index of manifests with their platforms.",
            footer = {
                "  portolan index create localhost:5000/app:v1 v1-amd64 v1-arm64",
                "  portolan index create oci-layout:store:v1 ghcr.io/team/app@sha256:DIGEST"
            })
    static final class Create extends Writing {
        @Option(
                names = "--artifact-type",
                paramLabel = "TYPE",
                converter = MediaTypeArgument.class,
                description = "artifact type of the index")
        private String type = "";

        @Option(names = "--tag", paramLabel = "TAG", description = "additional tag (repeatable)")
        private List<String> tags = new ArrayList<>();

        @Mixin
        private final AnnotationOption annotations = new AnnotationOption();

        @Override
        void run(Session session) {
            ImageIndex.Builder index = ImageIndex.builder()
                    .annotations(annotations.byKey())
                    .manifests(List.copyOf(members(session).values()));
            if (!type.isEmpty()) {
                index.artifactType(type);
            }
            ImageIndex built = index.build();
            requireDigest(reference, "index", built.digest());
            put(session, built, tags.stream().map(Tag::of).toList());
        }
    }

    /** {@code portolan index add}. */
    @Command(
            name = "add",
            description = "Adds manifests to an index, and moves its tag.",
            footer = "  portolan index add localhost:5000/app:v1 v1-riscv64")
    static final class Add extends Writing {
        @Override
        void run(Session session) {
            if (!(session.client().at(reference).manifest() instanceof ImageIndex existing)) {
                throw new InvalidManifestException(Problem.of("not an index")
                        .at(reference.toString())
                        .advice("create one with `portolan index create`"));
            }
            Map<Digest, Descriptor> members = new LinkedHashMap<>();
            existing.manifests().forEach(manifest -> members.put(manifest.digest(), manifest));
            members.putAll(members(session));
            ImageIndex.Builder index = ImageIndex.builder()
                    .mediaType(existing.mediaType())
                    .annotations(existing.annotations())
                    .manifests(List.copyOf(members.values()));
            existing.artifactType().ifPresent(index::artifactType);
            existing.subject().ifPresent(index::subject);
            put(session, index.build(), List.of());
        }
    }
}
