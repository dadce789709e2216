package dev.portolan.copy;

import dev.portolan.model.Platform;
import dev.portolan.model.Reference;
import dev.portolan.port.TransferListener;
import dev.portolan.signature.TrustPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options of a copy. Immutable; start from {@link #defaults} or {@link #builder}.
 *
 * @since 0.1.0
 */
public final class CopyOptions {
    private static final CopyOptions DEFAULTS = builder().build();

    private final Builder values;

    private CopyOptions(Builder builder) {
        this.values = new Builder(builder);
    }

    /** Returns the default options: all platforms, no referrers. */
    public static CopyOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Returns the number of concurrent transfers. */
    public int concurrency() {
        return values.concurrency;
    }

    /** Returns the platforms to copy of an index; empty for all. */
    public List<Platform> platforms() {
        return values.platforms;
    }

    /** Returns whether referrers, and their referrers, are copied too. */
    public boolean referrers() {
        return values.referrers;
    }

    /** Returns whether existing content of the target is checked. */
    public boolean deep() {
        return values.deep;
    }

    /** Returns whether non-distributable layers are copied too. */
    public boolean foreignLayers() {
        return values.foreignLayers;
    }

    /** Returns whether the client's caches are bypassed when reading. */
    public boolean skipCaches() {
        return values.skipCaches;
    }

    /**
     * Returns the base of a delta: blobs that are reachable from this reference are left out. Empty when all blobs are
     * copied.
     */
    public Optional<Reference> missingFrom() {
        return Optional.ofNullable(values.missingFrom);
    }

    /** Returns these options for a target that leaves blobs out itself. */
    public CopyOptions withoutMissingFrom() {
        Builder builder = toBuilder();
        builder.missingFrom = null;
        return builder.build();
    }

    /** Returns the trust policy for the copied content; {@link TrustPolicy#ANYTHING} by default. */
    public TrustPolicy policy() {
        return values.policy;
    }

    /** Returns these options with a policy that must trust what is copied, as {@link Builder#requiring} says. */
    public CopyOptions requiring(TrustPolicy required) {
        return toBuilder().requiring(required).build();
    }

    /** Returns the listener for transfers. */
    public TransferListener listener() {
        return values.listener;
    }

    /** A builder of options. */
    public static final class Builder {
        private int concurrency = usualConcurrency();
        private List<Platform> platforms = List.of();
        private boolean referrers;
        private boolean deep;
        private boolean foreignLayers;
        private boolean skipCaches;
        private @Nullable Reference missingFrom;
        private TrustPolicy policy = TrustPolicy.ANYTHING;
        private TransferListener listener = TransferListener.NONE;

        private Builder() {}

        private Builder(Builder other) {
            concurrency = other.concurrency;
            platforms = other.platforms;
            referrers = other.referrers;
            deep = other.deep;
            foreignLayers = other.foreignLayers;
            skipCaches = other.skipCaches;
            missingFrom = other.missingFrom;
            policy = other.policy;
            listener = other.listener;
        }

        /**
         * Small blobs cost round trips rather than bytes, so many are transferred at a time, unless the heap is tiny.
         */
        private static int usualConcurrency() {
            return Runtime.getRuntime().maxMemory() < 128L << 20 ? 5 : 16;
        }

        /**
         * Sets the number of concurrent transfers. Half of them, but at least 5, may be of blobs of 4 MiB and more. A
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

        /**
         * Copies one platform of an index: the manifest of its image, without the index.
         *
         * @param wanted such as {@code linux/arm64}
         * @throws dev.portolan.error.InvalidReferenceException when it is malformed
         */
        public Builder platform(String wanted) {
            return platforms(List.of(Platform.parse(Objects.requireNonNull(wanted, "wanted"))));
        }

        /**
         * Copies these platforms of an index, as {@link PlatformChoice} selects them. One platform copies the manifest
         * of its image, without the index. Several copy an index of their images, with the attestations of these. An
         * empty list copies everything.
         */
        public Builder platforms(List<Platform> wanted) {
            platforms = List.copyOf(Objects.requireNonNull(wanted, "wanted"));
            return this;
        }

        /**
         * Copies referrers too: signatures, SBOMs, attestations, and their own referrers. What cosign attaches by tags
         * ({@code sha256-HEX.sig}, {@code .att}, {@code .sbom}) is copied under the same tags; to find it, the tags of
         * the source are listed once.
         */
        public Builder referrers(boolean copied) {
            referrers = copied;
            return this;
        }

        /**
         * Checks existing content of the target: every blob of an existing manifest is looked up, and a target with
         * {@link dev.portolan.port.Repairs}, such as a layout, reads it and replaces it if it is damaged.
         */
        public Builder deep(boolean walked) {
            deep = walked;
            return this;
        }

        /** Copies non-distributable layers too; only do so where their licence allows it. */
        public Builder foreignLayers(boolean copied) {
            foreignLayers = copied;
            return this;
        }

        /**
         * Bypasses the client's caches when reading, for example to see where a tag points now. What is read refreshes
         * the caches. Without caches, this has no effect.
         */
        public Builder skipCaches(boolean skipped) {
            skipCaches = skipped;
            return this;
        }

        /**
         * Makes a delta: copies all manifests, but leaves out the blobs that are reachable from another reference.
         * Other content of the repository, layout or archive of that reference does not count. A layout or archive
         * without a name means everything in its {@code index.json}. See {@link DeltaBase} for what is
         * reachable.
         *
         * <p>Only an {@code oci-archive} can hold a delta. The option applies to copies and pushes with {@link
         * dev.portolan.ReferenceClient}, which fail when the base does not exist.
         *
         * @param base the content that the receiver of the delta has, or a copy of it
         */
        public Builder missingFrom(Reference base) {
            missingFrom = Objects.requireNonNull(base, "base");
            return this;
        }

        /**
         * Copies only what a policy trusts. The source is resolved, the signatures of that digest are verified, and
         * then that digest is copied. When platforms of an index are copied, either the index or each of their
         * manifests must be trusted. Referrers are copied with their subject, and are not verified themselves.
         *
         * <p>A copy fails with {@link dev.portolan.error.UntrustedException} before any blob is transferred.
         */
        public Builder requiring(TrustPolicy required) {
            policy = Objects.requireNonNull(required, "required");
            return this;
        }

        /** Sets the listener for transfers. */
        public Builder listener(TransferListener newListener) {
            listener = Objects.requireNonNull(newListener, "newListener");
            return this;
        }

        /** Returns the options. */
        public CopyOptions build() {
            return new CopyOptions(this);
        }
    }
}
