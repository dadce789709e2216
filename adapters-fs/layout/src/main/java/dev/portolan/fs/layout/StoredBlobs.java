package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Repairs;
import dev.portolan.port.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The blobs of a layout or archive, which are files or parts of one. */
abstract class StoredBlobs implements Source, Repairs {
    private final String name;

    StoredBlobs(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns the position of a blob; empty when it does not exist. */
    abstract Optional<FileRegion> blob(Digest digest);

    NotFoundException noBlob(Digest blob) {
        return new NotFoundException(Problem.of("blob " + blob + " not found").at(name));
    }

    /** Reads a blob into memory, verified. */
    final byte[] bytes(Descriptor blob, FileRegion region) {
        return FileFailure.typed("reading " + blob.digest(), name, () -> Verifier.check(blob, name, region.bytes()));
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return blob(blob).map(region -> Descriptor.of(MediaTypes.OCTET_STREAM, blob, region.length()));
    }

    private FileRegion present(Descriptor blob) {
        return blob(blob.digest()).orElseThrow(() -> noBlob(blob.digest()));
    }

    @Override
    public InputStream open(Descriptor blob) {
        return Verifier.of(blob, name).wrap(present(blob).stream("reading blob " + blob.digest(), name));
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return part(blob, range).stream("reading blob " + blob.digest(), name);
    }

    private FileRegion part(Descriptor blob, ByteRange range) {
        if (range.end() > blob.size()) {
            throw new IllegalArgumentException(range + " is not within " + blob);
        }
        FileRegion region = present(blob);
        if (range.end() > region.length()) {
            throw new ContentMismatchException(Problem.of("content " + blob.digest() + " is damaged")
                    .at(name)
                    .because("it has " + region.length() + " of " + blob.size() + " bytes"));
        }
        return region.part(range.offset(), range.length());
    }

    @Override
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        FileRegion region = present(blob);
        Verifier verifier = Verifier.of(blob, name);
        if (region.length() < CheckedContent.LARGE) {
            region.feed(verifier.before(sink), "reading blob " + blob.digest(), name);
        } else {
            region.feedBeside(sink, verifier, "reading blob " + blob.digest(), name);
        }
        verifier.finish();
    }

    @Override
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        part(blob, range).feed(sink, "reading blob " + blob.digest(), name);
    }

    @Override
    public boolean isIntact(Descriptor content) {
        try {
            read(content, buffer -> {});
            return true;
        } catch (NotFoundException | ContentMismatchException e) {
            return false;
        } catch (IOException e) {
            throw FileFailure.of("reading " + content.digest(), name, e);
        }
    }
}
