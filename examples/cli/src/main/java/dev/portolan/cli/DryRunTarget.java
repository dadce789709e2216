package dev.portolan.cli;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import java.util.Optional;

/** A target that says what the real one has, and writes nothing. */
final class DryRunTarget implements Target {
    private final Repository real;

    DryRunTarget(Repository real) {
        this.real = real;
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
        return real.stat(blob);
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
