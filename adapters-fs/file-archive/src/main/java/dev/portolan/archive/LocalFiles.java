package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveFiles;
import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.files.Channels;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * An archive in two local files.
 *
 * @param index the bytes of the index
 * @param data digest and size of the data
 */
record LocalFiles(byte[] index, Descriptor data) {

    /** Takes the digest of the data from the index, or computes it if the index has none. */
    static LocalFiles read(Path indexFile, Path dataFile) throws IOException {
        byte[] index = Files.readAllBytes(indexFile);
        Optional<Digest> said = ArchiveIndex.dataDigest(index, indexFile.toString());
        Digest digest = said.isPresent()
                ? said.get()
                : Pack.file(dataFile).descriptor().orElseThrow().digest();
        return new LocalFiles(index, Descriptor.of(ArchiveFormat.DATA_TYPE, digest, Files.size(dataFile)));
    }

    /** Writes index and data, which is verified, to files that appear or are replaced at the end. */
    static void save(byte[] index, ArchiveData data, Path indexFile, Path dataFile) {
        try (ArchiveFiles files = new ArchiveFiles(indexFile, dataFile)) {
            Descriptor descriptor = data.descriptor();
            Verifier verifier = Verifier.of(descriptor, data.where());
            try (FileChannel channel =
                    FileChannel.open(files.dataPart(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                if (descriptor.size() > 0) {
                    data.read(
                            ByteRange.toEnd(0, descriptor.size()),
                            verifier.before(buffer -> Channels.writeFully(channel, buffer)));
                }
            }
            verifier.finish();
            files.publish(index);
        } catch (IOException e) {
            throw Streams.failure("saving the file archive", dataFile.toString(), e);
        }
    }
}
