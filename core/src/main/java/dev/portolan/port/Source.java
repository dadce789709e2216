package dev.portolan.port;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A place that content is read from.
 *
 * @since 0.1.0
 */
public interface Source extends ContentStore {
    /** The largest blob that {@link #bytes} takes into memory, in bytes: 64 MiB. */
    long LARGEST_IN_MEMORY = 64L << 20;

    /**
     * Returns the manifest of a tag or digest (distribution-spec end-3), verified against the digest where one is
     * given.
     *
     * @return the manifest; empty when there is none
     * @throws dev.portolan.error.InvalidManifestException when what is there is not one
     * @throws dev.portolan.error.ContentMismatchException when its bytes do not have the digest
     */
    Optional<Manifest> manifest(TagOrDigest reference);

    /**
     * Opens a blob (distribution-spec end-2). The stream verifies: instead of ending it throws
     * {@link dev.portolan.error.ContentMismatchException} when size or digest differ, so only who has read to the
     * end has good bytes. Failures on the way are {@link dev.portolan.error.OciException}s too.
     *
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     */
    InputStream open(Descriptor blob);

    /**
     * Opens a part of a blob. A part cannot be verified; that is left to the caller.
     *
     * @param range must lie within the blob
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     */
    InputStream open(Descriptor blob, ByteRange range);

    /**
     * Hands a whole blob to a sink, verified: when this returns, what the sink has is good. Faster than a stream
     * where the place can deliver while the sink works. An {@link IOException} of the sink comes out as it is.
     *
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     * @throws dev.portolan.error.ContentMismatchException when size or digest differ
     */
    default void read(Descriptor blob, BlobSink sink) throws IOException {
        try (InputStream stream = open(blob)) {
            Streams.transfer(stream, sink);
        }
    }

    /** Hands a part of a blob to a sink, unverified. An {@link IOException} of the sink comes out as it is. */
    default void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        try (InputStream stream = open(blob, range)) {
            Streams.transfer(stream, sink);
        }
    }

    /**
     * Returns a whole blob in memory, verified.
     *
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     * @throws dev.portolan.error.ContentMismatchException when size or digest differ
     * @throws LimitExceededException when it is larger than {@link #LARGEST_IN_MEMORY}; nothing is fetched
     */
    default byte[] bytes(Descriptor blob) {
        if (blob.size() > LARGEST_IN_MEMORY) {
            throw new LimitExceededException(Problem.of("blob " + blob.digest() + " is too large for memory")
                    .at(name())
                    .because("it has " + blob.size() + " bytes, the limit is " + LARGEST_IN_MEMORY)
                    .advice("read it as a stream"));
        }
        try (InputStream stream = open(blob)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw Streams.failure("reading " + blob.digest(), name(), e);
        }
    }

    /** Returns a blob of this place as content that can be written elsewhere; it verifies. */
    default Content content(Descriptor blob) {
        return new Content() {
            @Override
            public InputStream open() {
                return Source.this.open(blob);
            }

            @Override
            public InputStream openAt(long offset) throws IOException {
                if (offset == blob.size()) {
                    return InputStream.nullInputStream();
                }
                return Source.this.open(blob, ByteRange.toEnd(offset, blob.size()));
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                Source.this.read(blob, sink);
            }

            @Override
            public boolean verifies(Digest digest) {
                return digest.equals(blob.digest());
            }
        };
    }
}
