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
 * A source of manifests and blobs.
 *
 * @since 0.1.0
 */
public interface Source extends ContentStore {
    /** The largest blob that {@link #bytes} reads into memory, in bytes: 64 MiB. */
    long LARGEST_IN_MEMORY = 64L << 20;

    /**
     * Returns the manifest with a tag or digest (distribution-spec end-3), verified if a digest is given.
     *
     * @return the manifest; empty when there is none
     * @throws dev.portolan.error.InvalidManifestException when it is not a valid manifest
     * @throws dev.portolan.error.ContentMismatchException when its bytes do not match the digest
     */
    Optional<Manifest> manifest(TagOrDigest reference);

    /**
     * Opens a blob (distribution-spec end-2). The stream verifies the blob: if size or digest differ, it throws a
     * {@link dev.portolan.error.ContentMismatchException} instead of ending. Do not use the bytes before you have read
     * to the end. Other failures are {@link dev.portolan.error.OciException}s too.
     *
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     */
    InputStream open(Descriptor blob);

    /**
     * Opens a part of a blob. A part cannot be verified.
     *
     * @param range must lie within the blob
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     */
    InputStream open(Descriptor blob, ByteRange range);

    /**
     * Writes a blob to a sink and verifies it: the content is valid once this method returns. This is faster than a
     * stream if the source can read ahead while the sink works. An {@link IOException} of the sink is thrown unchanged.
     *
     * @throws dev.portolan.error.NotFoundException when the blob is not there
     * @throws dev.portolan.error.ContentMismatchException when size or digest differ
     */
    default void read(Descriptor blob, BlobSink sink) throws IOException {
        try (InputStream stream = open(blob)) {
            Streams.transfer(stream, sink);
        }
    }

    /** Writes a part of a blob to a sink, unverified. An {@link IOException} of the sink is thrown unchanged. */
    default void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        try (InputStream stream = open(blob, range)) {
            Streams.transfer(stream, sink);
        }
    }

    /**
     * Reads a blob into memory and verifies it.
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

    /** Returns a blob as content that can be written elsewhere. The content verifies itself. */
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
