package dev.portolan.fs.pack;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file. */
record FileContent(Path path) implements Content {
    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Streams.BUFFER);
        try (FileChannel channel = FileChannel.open(path)) {
            while (channel.read(buffer) >= 0) {
                sink.write(buffer.flip());
                buffer.clear();
            }
        }
    }
}
