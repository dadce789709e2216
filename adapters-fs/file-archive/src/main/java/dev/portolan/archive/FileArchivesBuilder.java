package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Repository;
import dev.portolan.port.TransferListener;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the options of {@link FileArchives}. */
public final class FileArchivesBuilder {
    final Function<Reference, Repository> open;

    @Nullable
    ContentCache contents;

    @Nullable
    BlockCache blocks;

    ArchiveLimits limits = ArchiveLimits.defaults();
    ReadOptions reading = ReadOptions.DEFAULTS;
    TransferListener listener = TransferListener.NONE;

    @Nullable
    Executor executor;

    InstantSource clock = InstantSource.system();

    FileArchivesBuilder(Function<Reference, Repository> open) {
        this.open = Objects.requireNonNull(open);
    }

    /** Sets the cache of files, which all archives share. Not closed. */
    public FileArchivesBuilder contentCache(ContentCache cache) {
        contents = Objects.requireNonNull(cache);
        return this;
    }

    /** Sets the cache of blocks of the data, for many small reads of neighbours. Not closed. */
    public FileArchivesBuilder blockCache(BlockCache cache) {
        blocks = Objects.requireNonNull(cache);
        return this;
    }

    /** Sets the limits for archives; {@link ArchiveLimits#defaults} by default. */
    public FileArchivesBuilder limits(ArchiveLimits bounds) {
        limits = Objects.requireNonNull(bounds);
        return this;
    }

    /** Sets how files are read together, for tests. */
    FileArchivesBuilder reading(ReadOptions how) {
        reading = how;
        return this;
    }

    /** Sets the listener for transfers. */
    public FileArchivesBuilder listener(TransferListener newListener) {
        listener = Objects.requireNonNull(newListener);
        return this;
    }

    /** Sets the threads for parallel work; daemon threads of its own by default. Not closed. */
    public FileArchivesBuilder executor(Executor threads) {
        executor = Objects.requireNonNull(threads);
        return this;
    }

    /** Sets the clock for the time of creation. */
    public FileArchivesBuilder clock(InstantSource newClock) {
        clock = Objects.requireNonNull(newClock);
        return this;
    }

    /** Builds the client. */
    public FileArchives build() {
        return new FileArchives(this);
    }
}
