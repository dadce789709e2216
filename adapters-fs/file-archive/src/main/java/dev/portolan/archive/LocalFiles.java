package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * An archive in two local files.
 *
 * @param index the bytes of the index
 * @param data digest and size of the data
 */
record LocalFiles(byte[] index, Descriptor data) {

    /** Takes the digest of the data from the index, and computes it where the index does not say it. */
    static LocalFiles read(Path indexFile, Path dataFile) throws IOException {
        byte[] index = Files.readAllBytes(indexFile);
        Optional<Digest> said = ArchiveIndex.dataDigest(index, indexFile.toString());
        Digest digest = said.isPresent() ? said.get() : hash(dataFile);
        return new LocalFiles(index, Descriptor.of(ArchiveFormat.DATA_TYPE, digest, Files.size(dataFile)));
    }

    private static Digest hash(Path file) throws IOException {
        MessageDigest computation = DigestAlgorithm.SHA256.newMessageDigest();
        try (InputStream stream = new DigestInputStream(Files.newInputStream(file), computation)) {
            stream.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.finish(DigestAlgorithm.SHA256, computation);
    }
}
