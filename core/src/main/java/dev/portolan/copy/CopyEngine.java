package dev.portolan.copy;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import dev.portolan.port.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Moves graphs of content from one place to another; push, pull, export and import are copies too. Children come
 * before parents, each digest moves once, what the target has is skipped, and tags are set last. Safe to use from
 * several threads.
 */
public final class CopyEngine {
    private final Executor executor;

    /**
     * An engine that works on the threads of an executor, and on the caller's.
     *
     * @param executor may have any number of threads, or none to spare
     */
    public CopyEngine(Executor executor) {
        this.executor = Objects.requireNonNull(executor);
    }

    /**
     * Copies what a tag or digest names, with all that it points to.
     *
     * @param what its name at the source
     * @param as its name at the target
     * @return what was done
     * @throws NotFoundException when the source does not have it
     * @throws OciException the first failure; transfers beside it are stopped, and no tag is set
     */
    public CopyResult copy(Source from, TagOrDigest what, Target to, TagOrDigest as, CopyOptions options) {
        return copy(from, List.of(Root.of(what, List.of(as))), to, options);
    }

    /**
     * Copies several things at once; what they share moves once.
     *
     * @throws NotFoundException when the source does not have one of them
     * @throws OciException the first failure; the message says which tags were set
     */
    public CopyResult copy(Source from, List<Root> roots, Target to, CopyOptions options) {
        return copy(from, roots, to, options, Set.of());
    }

    /**
     * The same, with blobs that the caller has just written to the target, which are not asked for.
     *
     * @param known the digests of those blobs
     */
    public CopyResult copy(Source from, List<Root> roots, Target to, CopyOptions options, Set<Digest> known) {
        CopyRun run = new CopyRun(from, to, options, executor, known);
        List<Put> puts = new ArrayList<>();
        List<Descriptor> copied = new ArrayList<>();
        for (Root root : roots) {
            Manifest manifest = select(from, root, options.platforms());
            copied.add(manifest.descriptor());
            List<TagOrDigest> names = names(root, manifest, options);
            boolean there = true;
            for (TagOrDigest name : names) {
                boolean named = run.isThere(manifest, name);
                there &= named;
                if (!named) {
                    puts.add(new Put(name, manifest));
                }
            }
            run.addRoot(manifest, there);
        }
        run.run();
        List<Tag> tags = putAll(run, puts, to);
        return new CopyResult(
                copied, run.tally().copied(), run.tally().skipped(), run.tally().mounted(), tags);
    }

    private record Put(TagOrDigest as, Manifest manifest) {}

    /** A digest as a name is the source's; a platform's own manifest, or an index made here, has another. */
    private static List<TagOrDigest> names(Root root, Manifest manifest, CopyOptions options) {
        List<TagOrDigest> names = new ArrayList<>();
        for (TagOrDigest name : root.as()) {
            boolean otherDigest = name instanceof Digest && !options.platforms().isEmpty();
            names.add(otherDigest ? manifest.digest() : name);
        }
        if (names.isEmpty()) {
            names.add(manifest.digest());
        }
        return names;
    }

    private static List<Tag> putAll(CopyRun run, List<Put> puts, Target to) {
        List<Tag> tags = new ArrayList<>();
        for (Put put : puts) {
            try {
                run.put(put.as, put.manifest);
            } catch (OciException e) {
                run.tally().failed(put.manifest.descriptor(), e);
                throw puts.size() == 1 ? e : partly(e, put, tags, to);
            }
            if (put.as instanceof Tag tag) {
                tags.add(tag);
            }
        }
        puts.stream()
                .map(Put::manifest)
                .distinct()
                .forEach(manifest -> run.tally().copied(manifest.descriptor()));
        return tags;
    }

    private static OciException partly(OciException e, Put failed, List<Tag> set, Target to) {
        return e.with(Problem.of("setting " + failed.as + " failed")
                .at(to.name())
                .because((set.isEmpty() ? "no tag was set" : "these tags were set: " + set) + "; " + e.getMessage())
                .answered(e.status(), e.registryErrors())
                .retryable(e.retryable())
                .advice("run the same again: what is there is not sent twice")
                .causedBy(e));
    }

    private static Manifest select(Source from, Root root, List<Platform> platforms) {
        Manifest manifest = root.manifest().orElseGet(() -> require(from, root.what()));
        if (platforms.isEmpty() || !(manifest instanceof ImageIndex index)) {
            return manifest;
        }
        if (platforms.size() == 1) {
            return require(
                    from,
                    PlatformChoice.choose(index, platforms.get(0), from.name()).digest());
        }
        return ImageIndex.builder()
                .manifests(PlatformChoice.chooseAll(index, platforms, from.name()))
                .build();
    }

    private static Manifest require(Source from, TagOrDigest what) {
        return from.manifest(what)
                .orElseThrow(() -> new NotFoundException(
                        Problem.of((what instanceof Tag ? "tag " : "manifest ") + what + " not found")
                                .at(from.name())));
    }
}
