package dev.portolan.archive;

import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Data in a local file. Each range is read through its own channel, since an interrupt closes the channel. */
final class FileData extends ArchiveData {
    private final Path file;

    private FileData(Path file, Descriptor descriptor) {
        super(descriptor, file.toString());
        this.file = file;
    }

    /**
     * Returns the data of an archive.
     *
     * @param said the digest in the index; when it has none, the file is hashed
     */
    static FileData of(Path file, Optional<Digest> said) throws IOException {
        Digest digest = said.isPresent()
                ? said.get()
                : Pack.file(file).descriptor().orElseThrow().digest();
        return new FileData(file, Descriptor.of(ArchiveFormat.DATA_TYPE, digest, Files.size(file)));
    }

    @Override
    InputStream stream(ByteRange range) throws IOException {
        InputStream stream = Files.newInputStream(file);
        try {
            stream.skipNBytes(range.offset());
            return new BoundedStream(stream, range.length());
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }
}
