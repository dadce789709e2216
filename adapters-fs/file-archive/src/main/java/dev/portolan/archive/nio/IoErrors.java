package dev.portolan.archive.nio;

import dev.portolan.error.CancelledException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.fs.files.FileFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns the failures of an archive into those that callers of {@link java.nio.file.Files} expect. */
final class IoErrors {
    private IoErrors() {}

    static <T> T translated(String path, FileFailure.Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (OciException e) {
            throw translate(path, e);
        }
    }

    private static IOException translate(String path, OciException e) {
        IOException translated = e instanceof NotFoundException
                ? new NoSuchFileException(path, null, e.getMessage())
                : e instanceof CancelledException
                        ? new InterruptedIOException(e.getMessage())
                        : new FileSystemException(path, null, e.getMessage());
        translated.initCause(e);
        return translated;
    }

    static InputStream translated(String path, InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                return translated(path, in::read);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return translated(path, () -> in.read(buffer, offset, length));
            }

            @Override
            public long skip(long n) throws IOException {
                return translated(path, () -> in.skip(n));
            }
        };
    }

    static SeekableByteChannel translated(String path, SeekableByteChannel channel) {
        return new SeekableByteChannel() {
            @Override
            public int read(ByteBuffer buffer) throws IOException {
                return translated(path, () -> channel.read(buffer));
            }

            @Override
            public int write(ByteBuffer buffer) throws IOException {
                return channel.write(buffer);
            }

            @Override
            public long position() throws IOException {
                return channel.position();
            }

            @Override
            public SeekableByteChannel position(long position) throws IOException {
                channel.position(position);
                return this;
            }

            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public SeekableByteChannel truncate(long size) throws IOException {
                channel.truncate(size);
                return this;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
