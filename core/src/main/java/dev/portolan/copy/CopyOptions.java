package dev.portolan.copy;

import dev.portolan.model.Platform;
import dev.portolan.port.TransferListener;
import dev.portolan.signature.TrustPolicy;
import java.util.List;
import java.util.Objects;

/** How a copy is made. Immutable; start from {@link #defaults} or {@link #builder}. */
public final class CopyOptions {
    private static final CopyOptions DEFAULTS = builder().build();

    private final int concurrency;
    private final long bytesInFlight;
    private final List<Platform> platforms;
    private final boolean referrers;
    private final boolean deep;
    private final boolean foreignLayers;
    private final boolean skipCaches;
    private final TrustPolicy policy;
    private final TransferListener listener;

    private CopyOptions(Builder builder) {
        this.concurrency = builder.concurrency;
        this.bytesInFlight = builder.bytesInFlight;
        this.platforms = builder.platforms;
        this.referrers = builder.referrers;
        this.deep = builder.deep;
        this.foreignLayers = builder.foreignLayers;
        this.skipCaches = builder.skipCaches;
        this.policy = builder.policy;
        this.listener = builder.listener;
    }

    /** Everything that the manifest points to, for all platforms, without referrers, five transfers at a time. */
    public static CopyOptions defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.concurrency = concurrency;
        builder.bytesInFlight = bytesInFlight;
        builder.platforms = platforms;
        builder.referrers = referrers;
        builder.deep = deep;
        builder.foreignLayers = foreignLayers;
        builder.skipCaches = skipCaches;
        builder.policy = policy;
        builder.listener = listener;
        return builder;
    }

    /** Returns how many transfers go on at a time. */
    public int concurrency() {
        return concurrency;
    }

    /** How many bytes of blobs may be under way at a time, by their declared sizes; one blob always may. */
    public long bytesInFlight() {
        return bytesInFlight;
    }

    /** The platforms that are taken of an index; empty for all. */
    public List<Platform> platforms() {
        return platforms;
    }

    /** Whether referrers are copied too, and theirs. */
    public boolean referrers() {
        return referrers;
    }

    /** Whether manifests that the target has are walked all the same, to find blobs that it lacks. */
    public boolean deep() {
        return deep;
    }

    /** Whether layers that are meant to stay elsewhere are copied too. */
    public boolean foreignLayers() {
        return foreignLayers;
    }

    /** Whether what is read is read past the client's caches. */
    public boolean skipCaches() {
        return skipCaches;
    }

    /** Returns the policy that must trust what is copied; {@link TrustPolicy#ANYTHING} unless set. */
    public TrustPolicy policy() {
        return policy;
    }

    /** Returns these options with a policy that must trust what is copied, as {@link Builder#requiring} says. */
    public CopyOptions requiring(TrustPolicy required) {
        return toBuilder().requiring(required).build();
    }

    /** Who hears what moves. */
    public TransferListener listener() {
        return listener;
    }

    /** Collects options. */
    public static final class Builder {
        private int concurrency = usualConcurrency();
        private long bytesInFlight = Long.MAX_VALUE;
        private List<Platform> platforms = List.of();
        private boolean referrers;
        private boolean deep;
        private boolean foreignLayers;
        private boolean skipCaches;
        private TrustPolicy policy = TrustPolicy.ANYTHING;
        private TransferListener listener = TransferListener.NONE;

        private Builder() {}

        /** Small blobs cost round trips more than bytes, so many go on at a time, unless the heap is tiny. */
        private static int usualConcurrency() {
            return Runtime.getRuntime().maxMemory() < 128L << 20 ? 5 : 16;
        }

        /**
         * Sets how many transfers go on at a time. Half of them, but at least 5, may be of blobs of 4 MiB and more. A
         * registry that throttles gets fewer requests at a time in any case.
         *
         * @param transfers 1 to 256; by default 16, or 5 in a heap of less than 128 MiB
         */
        public Builder concurrency(int transfers) {
            if (transfers < 1 || transfers > 256) {
                throw new IllegalArgumentException("concurrency must be 1 to 256, not " + transfers);
            }
            concurrency = transfers;
            return this;
        }

        /** Bounds the declared sizes of the blobs that are under way at a time; unbounded unless said. */
        public Builder bytesInFlight(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytesInFlight must be at least 1, not " + bytes);
            }
            bytesInFlight = bytes;
            return this;
        }

        /**
         * Takes one platform of an index: its manifest alone, without the index.
         *
         * @param wanted such as {@code linux/arm64}
         * @throws dev.portolan.error.InvalidReferenceException when it is malformed
         */
        public Builder platform(String wanted) {
            return platforms(List.of(Platform.parse(wanted)));
        }

        /**
         * Takes these platforms of an index, and no others. One platform copies that manifest alone, without the index;
         * several make an index of these; none takes all.
         */
        public Builder platforms(List<Platform> wanted) {
            platforms = List.copyOf(wanted);
            return this;
        }

        /** Copies what refers to the manifests too: signatures, bills of materials, and what refers to those. */
        public Builder referrers(boolean copied) {
            referrers = copied;
            return this;
        }

        /** Does not trust that a manifest which the target has is complete there: asks for each of its blobs. */
        public Builder deep(boolean walked) {
            deep = walked;
            return this;
        }

        /** Copies layers that are marked as not to be distributed; only do so where their licence allows it. */
        public Builder foreignLayers(boolean copied) {
            foreignLayers = copied;
            return this;
        }

        /**
         * Reads from the place itself what a cache of the client could have answered; of use when a tag must be the
         * newest, and nothing more than a hint to a client without caches. What is read refreshes the caches.
         */
        public Builder skipCaches(boolean skipped) {
            skipCaches = skipped;
            return this;
        }

        /**
         * Copies only what a policy trusts. The source is resolved, the signatures of that digest are verified, and only
         * then does that digest move. When platforms of an index are copied, either the index or each of their manifests
         * must be trusted. Referrers are copied along with what they refer to, and are not verified themselves.
         *
         * <p>A copy fails with {@link dev.portolan.error.UntrustedException} before any blob moves.
         */
        public Builder requiring(TrustPolicy required) {
            policy = Objects.requireNonNull(required);
            return this;
        }

        /** Hears what moves. */
        public Builder listener(TransferListener newListener) {
            listener = Objects.requireNonNull(newListener);
            return this;
        }

        /** The options. */
        public CopyOptions build() {
            return new CopyOptions(this);
        }
    }
}
