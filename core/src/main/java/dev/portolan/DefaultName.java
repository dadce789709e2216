package dev.portolan;

import dev.portolan.copy.PlatformChoice;
import dev.portolan.error.CancelledException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.internal.names.Names;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Listing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tag or digest that a reference without one means: that of the only manifest, or the tag {@code latest}. */
final class DefaultName {
    /** The names of signatures and of other referrers, as cosign gives them. */
    private static final Pattern ATTACHED = Pattern.compile("sha(256|512)-[0-9a-f]{64,128}([.](sig|att|sbom))?");

    /** How many tags an error names. */
    private static final int LISTED_TAGS = 5;

    private final OpenReference open;

    DefaultName(OpenReference open) {
        this.open = open;
    }

    /**
     * Returns the tag or digest.
     *
     * @throws NotFoundException when there are several, and none of them is {@code latest}
     */
    TagOrDigest find() {
        return open.listing().map(this::only).orElseGet(this::onlyTag);
    }

    /** Returns the only manifest of a layout or archive, or the only one with a name; referrers do not count. */
    private TagOrDigest only(Listing listing) {
        List<Listing.Entry> all = listing.entries();
        List<Listing.Entry> entries = all.stream()
                .filter(entry -> all.size() == 1 || !isAttached(entry))
                .toList();
        if (digests(entries).size() == 1) {
            Listing.Entry entry = entries.get(0);
            return entry.name().isEmpty() ? entry.manifest().digest() : Tag.ofRefName(entry.name());
        }
        List<Listing.Entry> named =
                entries.stream().filter(entry -> !entry.name().isEmpty()).toList();
        if (digests(named).size() == 1) {
            return Tag.ofRefName(named.get(0).name());
        }
        boolean latest = named.stream().anyMatch(entry -> entry.name().equals(Tag.LATEST.value()));
        if (latest || entries.isEmpty()) {
            return Tag.LATEST;
        }
        String some = Names.list(
                entries.stream()
                        .limit(OpenReference.LISTED_ENTRIES)
                        .map(this::text)
                        .toList(),
                entries.size());
        throw new NotFoundException(Problem.of("the reference is ambiguous")
                .at(open.reference().toString())
                .because("there are " + entries.size() + ": " + some)
                .advice("add :NAME or @DIGEST"));
    }

    /**
     * Returns whether an entry is a signature or another referrer, by the name that cosign gives it or by its subject.
     */
    private boolean isAttached(Listing.Entry entry) {
        if (!entry.name().isEmpty()) {
            return ATTACHED.matcher(entry.name()).matches();
        }
        return open.repository()
                .manifest(entry.manifest().digest())
                .flatMap(Manifest::subject)
                .isPresent();
    }

    private static Set<Digest> digests(List<Listing.Entry> entries) {
        return entries.stream().map(entry -> entry.manifest().digest()).collect(Collectors.toSet());
    }

    private String text(Listing.Entry entry) {
        String platform = entry.manifest()
                .platform()
                .or(() -> platform(entry.manifest()))
                .map(found -> " (" + found + ")")
                .orElse("");
        return (entry.name().isEmpty() ? "" : entry.name() + " ")
                + entry.manifest().digest()
                + platform;
    }

    /** Returns the platform of an image; empty if it cannot be read, as an error is being written. */
    private Optional<Platform> platform(Descriptor image) {
        try {
            return open.repository()
                    .manifest(image.digest())
                    .filter(ImageManifest.class::isInstance)
                    .flatMap(found -> new PlatformChoice(open.repository()).of((ImageManifest) found));
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    private TagOrDigest onlyTag() {
        List<Tag> tags = open.firstTags(LISTED_TAGS);
        if (tags.size() == 1) {
            return tags.get(0);
        }
        if (tags.isEmpty() || tags.contains(Tag.LATEST)) {
            return Tag.LATEST;
        }
        String some = tags.stream().map(Tag::toString).collect(Collectors.joining(", "));
        throw new NotFoundException(Problem.of("the reference needs a tag")
                .at(open.reference().toString())
                .because("there is no tag latest; the tags are " + some + (tags.size() < LISTED_TAGS ? "" : ", …"))
                .advice("add one of them"));
    }
}
