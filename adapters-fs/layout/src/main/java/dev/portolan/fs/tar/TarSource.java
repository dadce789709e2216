package dev.portolan.fs.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** The bytes of a tar. */
interface TarSource {
    /** Reads up to {@code length} bytes; -1 at the end. */
    int read(byte[] buffer, int offset, int length) throws IOException;

    /** Skips bytes; false when there are fewer. */
    boolean skip(long count) throws IOException;

    /** Returns the offset of the next byte. */
    long position();

    /** Returns the bytes of a stream. */
    static TarSource of(InputStream in) {
        return new TarSource() {
            private final byte[] skipped = new byte[8192];
            private long position;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, length);
                position += Math.max(n, 0);
                return n;
            }

            @Override
            public boolean skip(long count) throws IOException {
                for (long rest = count; rest > 0; ) {
                    int n = read(skipped, 0, (int) Math.min(skipped.length, rest));
                    if (n < 0) {
                        return false;
                    }
                    rest -= n;
                }
                return true;
            }

            @Override
            public long position() {
                return position;
            }
        };
    }

    /** Returns the bytes of a channel from its start; skipped bytes are not read. */
    static TarSource of(SeekableByteChannel channel) throws IOException {
        long end = channel.size();
        channel.position(0);
        return new TarSource() {
            private long position;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                channel.position(position);
                int n = channel.read(ByteBuffer.wrap(buffer, offset, length));
                position += Math.max(n, 0);
                return n;
            }

            @Override
            public boolean skip(long count) {
                if (count > end - position) {
                    return false;
                }
                position += count;
                return true;
            }

            @Override
            public long position() {
                return position;
            }
        };
    }
}
