package dev.portolan.archive.pack;

import dev.portolan.fs.files.Channels;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** The data of an archive, hashed while it is written to disk, in one pass. */
final class DataFile implements Closeable {
    private final FileChannel channel;
    private final MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private long size;

    DataFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        hash.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        Channels.writeFully(channel, buffer);
        size += length;
    }

    long size() {
        return size;
    }

    /** Returns the digest of all that was written; ends the hashing. */
    Digest digest() {
        return Digest.finish(DigestAlgorithm.SHA256, hash);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
