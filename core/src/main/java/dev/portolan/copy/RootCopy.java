package dev.portolan.copy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One root of a copy: found in the source before anything is copied, and put under its names at the end. */
final class RootCopy {
    private final Root root;
    private final boolean oneOfSeveral;
    private final Source from;
    private final String targetName;
    private final List<Platform> platforms;
    private final Trust trust;

    private @Nullable Manifest manifest;
    private boolean there;
    /** The names that are still to be set. */
    private final Set<TagOrDigest> missing = new LinkedHashSet<>();

    private final List<Tag> set = new ArrayList<>();

    RootCopy(Root root, Source from, String targetName, CopyOptions options, boolean oneOfSeveral) {
        this.root = root;
        this.oneOfSeveral = oneOfSeveral;
        this.from = from;
        this.targetName = targetName;
        this.platforms = options.platforms();
        this.trust = new Trust(options.policy());
    }

    /**
     * Fetches the manifest, verifies that it is trusted, and finds out under which of its names the target lacks it.
     */
    void plan(CopyTarget to) {
        Manifest named = root.manifest().orElseGet(() -> require(root.what()));
        Manifest found = select(named);
        trust.verify(from, root.what(), named, found);
        manifest = found;
        for (TagOrDigest name : names(found)) {
            // One that is missing under its first name is mostly new, and is not asked for under the others.
            boolean asked = missing.isEmpty() || there;
            if (asked && to.has(found.descriptor(), name)) {
                there = true;
            } else {
                missing.add(name);
            }
        }
    }

    /** Selects the platforms; of several roots, the error says which one lacks them. */
    private Manifest select(Manifest named) {
        try {
            return new PlatformChoice(from).select(named, platforms);
        } catch (NotFoundException e) {
            String separator = root.what() instanceof Tag ? ":" : "@";
            throw oneOfSeveral ? e.with(e.problem().at(from.name() + separator + root.what())) : e;
        }
    }

    /** Puts the manifest under the names that the target lacks, in their order. */
    void put(CopyRun run) {
        for (TagOrDigest name : List.copyOf(missing)) {
            run.putRoot(manifest(), name);
            missing.remove(name);
            if (name instanceof Tag tag) {
                set.add(tag);
            }
        }
    }

    Manifest manifest() {
        return Objects.requireNonNull(manifest);
    }

    /** Returns whether the target has the manifest under one of its names, so that nothing has to be copied. */
    boolean isThere() {
        return there;
    }

    List<Tag> set() {
        return set;
    }

    /** Returns the tags that were to be set and were not. */
    List<Tag> missing() {
        return missing.stream()
                .filter(Tag.class::isInstance)
                .map(Tag.class::cast)
                .toList();
    }

    /**
     * Drops a digest as a name if it is not that of the copied manifest: a platform's manifest, or a new index, has
     * another one.
     */
    private List<TagOrDigest> names(Manifest found) {
        if (root.as().isEmpty()) {
            return List.of(found.digest());
        }
        List<TagOrDigest> names = new ArrayList<>();
        for (TagOrDigest name : root.as()) {
            if (name instanceof Digest digest && !isDigestOf(digest, found)) {
                if (platforms.isEmpty()) {
                    throw new InvalidReferenceException(Problem.of("cannot copy " + root.what() + " as " + digest)
                            .at(targetName)
                            .because("its digest is " + found.digest()));
                }
                names.add(found.digest());
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isDigestOf(Digest digest, Manifest manifest) {
        return digest.equals(manifest.digest()) || digest.equals(Digest.of(digest.algorithm(), manifest.bytes()));
    }

    private Manifest require(TagOrDigest what) {
        return from.manifest(what)
                .orElseThrow(
                        () -> NotFoundException.of((what instanceof Tag ? "tag " : "manifest ") + what, from.name()));
    }
}
