package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.DeniedException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Repository;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A repository that records its calls, counts the bytes that it returns, and can damage them. */
public final class RecordingRepository implements Repository {
    private final Repository repository;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long damagedFrom = Long.MAX_VALUE;
    private volatile long endsAt = Long.MAX_VALUE;
    private volatile String refusedTag = "";
    private volatile Runnable beforeRange = () -> {};

    public RecordingRepository(Repository repository) {
        this.repository = repository;
    }

    /** The calls, in order: {@code manifest v1}, {@code blob}, {@code range 0+5}, … */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public List<String> ranges() {
        return requests.stream().filter(request -> request.startsWith("range")).toList();
    }

    public long bytes() {
        return bytes.get();
    }

    public void forget() {
        requests.clear();
        bytes.set(0);
    }

    /** Flips a bit of the byte at this offset of every blob of which a part is read. */
    public void damageAt(long offset) {
        damagedFrom = offset;
    }

    /** Makes ranges of blobs end before this offset, whatever their descriptors say. */
    public void endAt(long offset) {
        endsAt = offset;
    }

    /** Runs something each time that a part is asked for, before it is answered. */
    public void beforeRange(Runnable action) {
        beforeRange = action;
    }

    public void refuse(String tag) {
        refusedTag = tag;
    }

    @Override
    public String name() {
        return repository.name();
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        requests.add("manifest " + reference);
        Optional<Manifest> manifest = repository.manifest(reference);
        manifest.ifPresent(found -> bytes.addAndGet(found.descriptor().size()));
        return manifest;
    }

    @Override
    public InputStream open(Descriptor blob) {
        requests.add("blob");
        return counted(repository.open(blob), Long.MIN_VALUE);
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        requests.add("range " + range.offset() + "+" + range.length());
        beforeRange.run();
        return counted(part(blob, range), range.offset());
    }

    private InputStream part(Descriptor blob, ByteRange range) {
        return new BoundedStream(repository.open(blob, range), Math.max(0, endsAt - range.offset()));
    }

    @Override
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        requests.add("blob");
        repository.read(blob, sink);
    }

    @Override
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        requests.add("range " + range.offset() + "+" + range.length());
        beforeRange.run();
        try (InputStream stream = counted(part(blob, range), range.offset())) {
            byte[] buffer = new byte[10_000];
            for (int n; (n = stream.read(buffer)) >= 0; ) {
                sink.write(ByteBuffer.wrap(buffer, 0, n).asReadOnlyBuffer());
            }
        }
    }

    private InputStream counted(InputStream stream, long offset) {
        return new FilterInputStream(stream) {
            private long position = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int start, int length) throws IOException {
                int n = in.read(buffer, start, length);
                if (n > 0) {
                    if (damagedFrom >= position && damagedFrom < position + n) {
                        buffer[start + (int) (damagedFrom - position)] ^= 1;
                    }
                    position += n;
                    bytes.addAndGet(n);
                }
                return n;
            }
        };
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        requests.add("resolve " + reference);
        return repository.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        requests.add("stat");
        return repository.stat(blob);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        requests.add("write " + blob.mediaType());
        repository.write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        requests.add("write");
        return repository.write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requests.add("put " + as);
        if (as.toString().equals(refusedTag)) {
            throw new DeniedException(Problem.of("tag " + as + " is protected"));
        }
        repository.put(as, manifest);
    }

    @Override
    public Stream<Tag> tags() {
        return repository.tags();
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        repository.close();
    }
}
