package dev.portolan.fs.archive.cache;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.ContentCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Content in memory, up to a number of bytes; what was used longest ago goes first. Content that is larger than an
 * eighth of that is not kept.
 */
public final class MemoryContentCache implements ContentCache {
    private static final int SMALLEST_SHARE = 8;

    private final BoundedMemory<Digest> contents;
    private final long largest;

    /** A cache of at most this many bytes. */
    public MemoryContentCache(long maxBytes) {
        contents = new BoundedMemory<>(maxBytes);
        largest = Math.min(maxBytes / SMALLEST_SHARE, Integer.MAX_VALUE - 8);
    }

    @Override
    public Optional<Content> get(Descriptor descriptor) {
        return contents.get(descriptor.digest())
                .filter(bytes -> bytes.length == descriptor.size())
                .map(Content::of);
    }

    @Override
    public void put(Descriptor descriptor, Content content) {
        if (descriptor.size() > largest) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) descriptor.size());
        Verifier verifier = Verifier.of(descriptor, "the cache in memory");
        try {
            content.writeTo(verifier.before(buffer -> {
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                bytes.write(piece, 0, piece.length);
            }));
        } catch (IOException e) {
            throw Streams.failure("caching " + descriptor.digest(), "the cache in memory", e);
        }
        verifier.finish();
        contents.put(descriptor.digest(), bytes.toByteArray());
    }

    @Override
    public void remove(Descriptor descriptor) {
        contents.remove(descriptor.digest());
    }

    /** How many bytes are kept now, with what it takes to keep them. */
    public long bytes() {
        return contents.bytes();
    }
}
