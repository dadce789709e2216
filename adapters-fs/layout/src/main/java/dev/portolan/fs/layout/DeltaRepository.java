package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.Batches;
import dev.portolan.port.Capability;
import dev.portolan.port.ContentStore;
import dev.portolan.port.ForwardingRepository;
import java.util.Optional;

/** An archive that reports the blobs of its base as present, and records which of them a copy checked. */
final class DeltaRepository extends ForwardingRepository {
    private final OciArchiveRepository archive;
    private final ContentStore base;

    DeltaRepository(OciArchiveRepository archive, ContentStore base) {
        super(archive);
        this.archive = archive;
        this.base = base;
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
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        if (type == Batches.class) {
            Batches batches = () -> archive.begin(this);
            return Optional.of(type.cast(batches));
        }
        return archive.capability(type);
    }
}
