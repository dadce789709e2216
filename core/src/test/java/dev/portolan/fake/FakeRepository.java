package dev.portolan.fake;

import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Deletes;
import dev.portolan.port.Mounts;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repairs;
import dev.portolan.port.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A repository in memory that writes down each call ({@code "stat a"}, {@code "put v1"}), refuses a manifest whose
 * children are missing and a blob that it has already, and lets a test step in before each call.
 */
public final class FakeRepository implements Repository, Deletes {
    private final String name;
    private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<Digest, Manifest> manifests = new ConcurrentHashMap<>();
    private final Map<Tag, Digest> tags = new ConcurrentSkipListMap<>();
    private final List<Descriptor> written = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();
    private final Set<Manifest> listed = ConcurrentHashMap.newKeySet();
    private final Set<Capability> capabilities = new HashSet<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private volatile Consumer<String> before = call -> {};
    private volatile Consumer<String> after = call -> {};
    private volatile Predicate<Descriptor> mayBeMissing = child -> MediaTypes.isForeignLayer(child.mediaType());
    private volatile boolean closed;

    public FakeRepository(String name) {
        this.name = name;
    }

    // ---- what a test sets up

    /** Runs before each call, on the thread of the call, to fail or delay it. */
    public FakeRepository before(Consumer<String> step) {
        before = step;
        return this;
    }

    /** Runs after each successful call, to lose its response. */
    public FakeRepository after(Consumer<String> step) {
        after = step;
        return this;
    }

    /** Accepts manifests even if content is missing. */
    public FakeRepository lenient() {
        mayBeMissing = child -> true;
        return this;
    }

    public FakeRepository with(byte[] blob) {
        blobs.put(Digest.sha256(blob), blob);
        return this;
    }

    /** Has blobs of these names. */
    public FakeRepository with(String... names) {
        for (String blob : names) {
            with(Sample.bytes(blob));
        }
        return with(Sample.bytes("{}"));
    }

    public FakeRepository with(Manifest... these) {
        for (Manifest manifest : these) {
            manifests.put(manifest.digest(), manifest);
        }
        return with(Sample.bytes("{}"));
    }

    public FakeRepository tagged(String tag, Manifest manifest) {
        tags.put(Tag.of(tag), manifest.digest());
        return with(manifest);
    }

    public FakeRepository without(Digest digest) {
        blobs.remove(digest);
        manifests.remove(digest);
        return this;
    }

    /** Wants blobs with a title, under each of their titles. */
    public FakeRepository selective(Predicate<Descriptor> wants) {
        capabilities.add((BlobFilter) wants::test);
        return this;
    }

    /** Mounts blobs from another fake, unless the predicate refuses. */
    public FakeRepository mountingFrom(FakeRepository other, Predicate<Descriptor> mounts) {
        capabilities.add(new Mounts() {
            @Override
            public boolean canMountFrom(ContentStore site) {
                return site.capability(FakeRepository.class).equals(Optional.of(other));
            }

            @Override
            public boolean mountOrWrite(Descriptor blob, Content otherwise) {
                return mountOrWrite(blob, other, otherwise);
            }

            @Override
            public boolean mountOrWrite(Descriptor blob, ContentStore from, Content otherwise) {
                return call("mount", blob.digest(), () -> {
                    if (mounts.test(blob)) {
                        blobs.put(blob.digest(), other.blobs.get(blob.digest()));
                        return true;
                    }
                    keep(blob, otherwise);
                    return false;
                });
            }
        });
        return this;
    }

    /** Finds referrers by the subjects of its manifests. */
    public FakeRepository referring() {
        capabilities.add((Referrers) (subject, artifactType) -> call(
                "referrers",
                subject,
                () -> Stream.concat(manifests.values().stream(), listed.stream())
                        .distinct()
                        .filter(manifest -> manifest.subject()
                                .filter(found -> found.digest().equals(subject))
                                .isPresent())
                        .map(Manifest::asReferrer)
                        .filter(referrer -> artifactType.isEmpty()
                                || referrer.artifactType().equals(Optional.of(artifactType)))));
        return this;
    }

    /** Lists a manifest as a referrer even if it is removed, as a fallback tag does. */
    public FakeRepository listing(Manifest referrer) {
        listed.add(referrer);
        return this;
    }

    /** Checks and replaces its content. */
    public FakeRepository repairing() {
        capabilities.add(new Repairs() {
            @Override
            public boolean isIntact(Descriptor content) {
                return call(
                        "check",
                        content.digest(),
                        () -> manifests.containsKey(content.digest())
                                ? !damaged.contains(content.digest())
                                : Digest.sha256(blobs.get(content.digest())).equals(content.digest()));
            }

            @Override
            public Optional<Manifest> manifest(TagOrDigest reference) {
                return Optional.ofNullable(
                        manifests.get(reference instanceof Tag tag ? tags.get(tag) : (Digest) reference));
            }

            @Override
            public void replace(Descriptor blob, Content content) {
                call("replace", blob.digest(), () -> keep(blob, content));
            }
        });
        return this;
    }

    /** Has other bytes under the digest of a blob. */
    public FakeRepository damaged(Descriptor blob, String bytes) {
        blobs.put(blob.digest(), Sample.bytes(bytes));
        return this;
    }

    /** Finds this manifest damaged until it is put again. */
    public FakeRepository damagedManifest(Manifest manifest) {
        damaged.add(manifest.digest());
        return this;
    }

    public FakeRepository offering(Capability capability) {
        capabilities.add(capability);
        return this;
    }

    // ---- what a test looks at

    /** All calls so far, in order; blobs, manifests and tags by name. */
    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    /** The calls that begin so. */
    public List<String> log(String... verbs) {
        return log().stream()
                .filter(call -> Stream.of(verbs).anyMatch(verb -> call.startsWith(verb + " ")))
                .toList();
    }

    public FakeRepository forget() {
        log.clear();
        written.clear();
        mostInside.set(0);
        return this;
    }

    /** The descriptors under which blobs were written. */
    public List<Descriptor> written() {
        synchronized (written) {
            return List.copyOf(written);
        }
    }

    public boolean has(Digest digest) {
        return blobs.containsKey(digest) || manifests.containsKey(digest);
    }

    public boolean hasBlob(String blob) {
        return blobs.containsKey(Digest.sha256(Sample.bytes(blob)));
    }

    public Map<Tag, Digest> tagged() {
        return Map.copyOf(tags);
    }

    public Map<Digest, Manifest> manifests() {
        return Map.copyOf(manifests);
    }

    public Map<Digest, byte[]> blobs() {
        return Map.copyOf(blobs);
    }

    /** How many calls went on at the same time, at most. */
    public int mostAtOnce() {
        return mostInside.get();
    }

    /** How many calls go on now. */
    public int goingOn() {
        return inside.get();
    }

    public boolean closed() {
        return closed;
    }

    // ---- the ports

    private interface Call<T> {
        T get();
    }

    private <T> T call(String verb, Object what, Call<T> call) {
        String line = verb + " " + (what instanceof Digest digest ? Sample.name(digest) : what);
        log.add(line);
        mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            before.accept(line);
            T answer = call.get();
            after.accept(line);
            return answer;
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public String name() {
        return name;
    }

    private Optional<Manifest> find(TagOrDigest reference) {
        Digest digest = reference instanceof Tag tag ? tags.get(tag) : (Digest) reference;
        return Optional.ofNullable(digest).map(manifests::get);
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return call("resolve", reference, () -> find(reference).map(Manifest::descriptor));
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return call("manifest", reference, () -> find(reference));
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return call(
                "stat",
                blob,
                () -> Optional.ofNullable(blobs.get(blob))
                        .map(bytes -> Descriptor.of(MediaTypes.OCTET_STREAM, blob, bytes.length)));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return call("open", blob.digest(), () -> Verifier.of(blob, name).wrap(new ByteArrayInputStream(stored(blob))));
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return call("range", blob.digest(), () -> {
            InputStream stream = new ByteArrayInputStream(stored(blob));
            try {
                stream.skipNBytes(range.offset());
            } catch (IOException e) {
                throw Streams.failure("opening", name, e);
            }
            return new BoundedStream(stream, range.length());
        });
    }

    private byte[] stored(Descriptor blob) {
        byte[] bytes = blobs.get(blob.digest());
        if (bytes == null) {
            throw new NotFoundException(Problem.of("blob " + Sample.name(blob.digest()) + " not found")
                    .at(name));
        }
        return bytes;
    }

    @Override
    public void write(Descriptor blob, Content content) {
        call("write", blob.digest(), () -> keep(blob, content));
    }

    private boolean keep(Descriptor blob, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Verifier verifier = Verifier.of(blob, name);
        try {
            content.writeTo(verifier.before(buffer -> {
                while (buffer.hasRemaining()) {
                    bytes.write(buffer.get());
                }
            }));
        } catch (IOException e) {
            throw Streams.failure("writing " + blob.digest(), name, e);
        }
        verifier.finish();
        blobs.put(blob.digest(), bytes.toByteArray());
        written.add(blob);
        return true;
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return call("stream", mediaType, () -> {
            try (InputStream stream = content.open()) {
                byte[] bytes = stream.readAllBytes();
                blobs.put(Digest.sha256(bytes), bytes);
                written.add(Descriptor.of(mediaType, bytes));
                return Descriptor.of(mediaType, bytes);
            } catch (IOException e) {
                throw Streams.failure("writing", name, e);
            }
        });
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        String what = as instanceof Tag ? as + " = " + Sample.name(manifest.digest()) : Sample.name(manifest.digest());
        call("put", what, () -> {
            for (Child child : Child.of(manifest)) {
                if (!has(child) && !mayBeMissing.test(child.descriptor())) {
                    throw childUnknown(manifest, child.descriptor());
                }
            }
            damaged.remove(manifest.digest());
            manifests.put(as instanceof Digest digest ? digest : manifest.digest(), manifest);
            if (as instanceof Tag tag) {
                tags.put(tag, manifest.digest());
            }
            return manifest;
        });
    }

    private boolean has(Child child) {
        boolean manifest = manifests.containsKey(child.digest());
        boolean blob = blobs.containsKey(child.digest());
        return switch (child.kind()) {
            case MANIFEST -> manifest;
            case BLOB -> blob;
            case EITHER -> manifest || blob;
        };
    }

    /** The response of a registry to a manifest that arrives before its children. */
    public DeniedException childUnknown(Manifest manifest, Descriptor child) {
        return new DeniedException(Problem.of("put " + Sample.name(manifest.digest()) + " failed")
                .at(name)
                .because(Sample.name(child.digest()) + " is missing")
                .answered(404, List.of(new RegistryError("MANIFEST_BLOB_UNKNOWN", "blob unknown"))));
    }

    @Override
    public Stream<Tag> tags() {
        return call("tags", "all", () -> List.copyOf(tags.keySet()).stream());
    }

    @Override
    public void untag(Tag tag) {
        call("untag", tag, () -> {
            if (tags.remove(tag) == null) {
                throw new NotFoundException(
                        Problem.of("tag " + tag + " not found").at(name));
            }
            return tag;
        });
    }

    @Override
    public void deleteManifest(Digest manifest) {
        call("delete", manifest, () -> {
            if (manifests.remove(manifest) == null) {
                throw new NotFoundException(Problem.of("manifest not found").at(name));
            }
            return tags.values().removeIf(manifest::equals);
        });
    }

    @Override
    public void deleteBlob(Digest blob) {
        call("delete", blob, () -> blobs.remove(blob) != null);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        return capabilities.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    @Override
    public void close() {
        closed = true;
    }
}
