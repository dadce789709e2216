package dev.portolan.fs.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Data that lies in a local file. */
final class FileData implements ArchiveData {
    private final Path file;
    private final Descriptor descriptor;
    private final FileChannel channel;

    FileData(Path file, Descriptor descriptor) throws IOException {
        this.file = file;
        this.descriptor = descriptor;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public InputStream open(ByteRange range) {
        return new RangeStream(range);
    }

    @Override
    public void read(ByteRange range, BlobSink sink) throws IOException {
        try (InputStream stream = open(range)) {
            Streams.transfer(stream, sink);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Streams.failure("closing the data of the file archive", place(), e);
        }
    }

    private final class RangeStream extends InputStream {
        private long position;
        private final long end;

        RangeStream(ByteRange range) {
            position = range.offset();
            end = range.end();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (position == end) {
                return -1;
            }
            int wanted = (int) Math.min(length, end - position);
            int n = channel.read(ByteBuffer.wrap(buffer, offset, wanted), position);
            if (n < 0) {
                throw new EOFException("the file ends before byte " + end);
            }
            position += n;
            return n;
        }
    }
}
