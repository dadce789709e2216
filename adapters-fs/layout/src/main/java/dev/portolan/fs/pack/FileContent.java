package dev.portolan.fs.pack;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.fs.files.Channels;
import java.io.IOException;
import java.io.InputStream;
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
        try (FileChannel channel = FileChannel.open(path)) {
            Channels.feed(channel, sink);
        }
    }
}
