package dev.portolan.cli;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import java.util.Optional;

/** A target that reports the content of the real one, and writes nothing. */
final class DryRunTarget implements Target {
    private final Repository real;
    private final Optional<ContentStore> base;

    DryRunTarget(Repository real) {
        this.real = real;
        this.base = Optional.empty();
    }

    /** A target that also says that it has the blobs of the base of a delta. */
    DryRunTarget(Repository real, ContentStore base) {
        this.real = real;
        this.base = Optional.of(base);
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return real.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return real.stat(blob).or(() -> base.flatMap(has -> has.stat(blob)));
    }

    @Override
    public void write(Descriptor blob, Content content) {
        // The engine counts it as copied.
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        // The engine counts it as copied.
    }

    @Override
    public void close() {
        // The caller closes the real one.
    }
}
