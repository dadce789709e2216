package dev.portolan.examples.filearchives;

import dev.portolan.archive.ArchiveLimits;
import dev.portolan.archive.ArchiveManifest;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.archive.MissingDataException;
import dev.portolan.archive.MissingIndexException;
import dev.portolan.archive.PullOptions;
import dev.portolan.archive.PushOptions;
import dev.portolan.archive.pack.ArchivePacker;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.archive.pack.SkipCompression;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.Digest;
import java.nio.file.Path;
import java.util.Map;

/** What can be done with file archives, one method each. */
final class Archives {
    private static final ArchivePacker PACKER = ArchivePacker.builder()
            .compression(Compression.ZSTD)
            .skipCompression(SkipCompression.compressedFormats())
            .skipCompression(SkipCompression.smallerThan(64))
            .build();

    private final FileArchives archives;

    Archives(FileArchives archives) {
        this.archives = archives;
    }

    /** Packs a directory and pushes it. */
    Digest push(Path directory, String reference) {
        try (PackedArchive packed = PACKER.pack(directory)) {
            return archives.push(reference, packed).root().digest();
        }
    }

    /** The same under more tags. */
    Digest push(Path directory, String reference, String... moreTags) {
        return push(directory, reference, PushOptions.defaults().withTags(moreTags));
    }

    /** The same with annotations; the time of creation is added where it is not among them. */
    Digest push(Path directory, String reference, Map<String, String> annotations) {
        return push(directory, reference, PushOptions.defaults().withAnnotations(annotations));
    }

    private Digest push(Path directory, String reference, PushOptions options) {
        try (PackedArchive packed = PACKER.pack(directory)) {
            return archives.push(reference, packed, options).root().digest();
        }
    }

    /** Reads one file: of the archive, its index and this file's bytes are transferred. */
    String read(String reference, String file) {
        try (FileArchive archive = archives.pull(reference)) {
            return archive.readString(file);
        }
    }

    /** The same with limits of one's own. */
    String readWithLimits(String reference, String file) {
        ArchiveLimits limits = ArchiveLimits.defaults()
                .withMaxIndexSize(16 << 20)
                .withMaxFileSize(512 << 20)
                .withDecoderConcurrency(4);
        try (FileArchive archive =
                archives.pull(reference, PullOptions.defaults().withLimits(limits))) {
            return archive.readString(file);
        }
    }

    /** The same, asking the registry whatever the caches have. */
    String readFresh(String reference, String file) {
        PullOptions fresh = PullOptions.defaults().withSkipCaches(true);
        try (FileArchive archive = archives.pull(reference, fresh)) {
            return archive.readString(file);
        }
    }

    /** What is known without the index: digest, size of the index, size of the data. */
    String describe(String reference) {
        ArchiveManifest manifest = archives.fetch(reference);
        return "Digest: " + manifest.digest()
                + "\nIndex size: " + manifest.index().size() + " bytes"
                + "\nData size: " + manifest.data().size() + " bytes";
    }

    /** The same, asking the registry whatever the caches have. */
    ArchiveManifest fetchFresh(String reference) {
        return archives.fetch(reference, PullOptions.defaults().withSkipCaches(true));
    }

    /** Moves a tag to what another reference names now. */
    void tag(String existing, String name) {
        ArchiveManifest manifest = archives.fetch(existing);
        archives.tag(name, manifest.digest());
    }

    /** Tells the failures apart that a caller can do something about. */
    String explain(String reference) {
        try (FileArchive archive = archives.pull(reference)) {
            return "an archive of " + archive.fileCount() + " files";
        } catch (NotFoundException e) {
            return "archive not found: " + reference;
        } catch (InvalidReferenceException e) {
            return "invalid reference: " + reference;
        } catch (MissingIndexException e) {
            return "an archive without an index: " + reference;
        } catch (MissingDataException e) {
            return "an archive without data: " + reference;
        } catch (InvalidManifestException e) {
            return "not a file archive: " + reference;
        } catch (OciException e) {
            return e.getMessage();
        }
    }
}
