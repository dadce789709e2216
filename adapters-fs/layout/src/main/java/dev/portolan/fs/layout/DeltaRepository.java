package dev.portolan.fs.layout;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Repository;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** An archive that says it has the blobs of another place, and notes which ones it was asked for. */
final class DeltaRepository implements Repository {
    private final OciArchiveRepository archive;
    private final ContentStore base;

    DeltaRepository(OciArchiveRepository archive, ContentStore base) {
        this.archive = archive;
        this.base = base;
    }

    @Override
    public String name() {
        return archive.name();
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        Optional<Descriptor> here = archive.stat(blob);
        if (here.isPresent()) {
            return here;
        }
        Optional<Descriptor> there = base.stat(blob);
        there.ifPresent(found -> archive.leaveOut(found, base.name()));
        return there;
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return archive.resolve(reference);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        return archive.manifest(reference);
    }

    @Override
    public InputStream open(Descriptor blob) {
        return archive.open(blob);
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return archive.open(blob, range);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        archive.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return archive.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        archive.put(as, manifest);
    }

    @Override
    public Stream<Tag> tags() {
        return archive.tags();
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        if (type == Batches.class) {
            Batches batches = () -> archive.begin(this);
            return Optional.of(type.cast(batches));
        }
        return archive.capability(type);
    }

    @Override
    public void close() {
        archive.close();
    }
}
