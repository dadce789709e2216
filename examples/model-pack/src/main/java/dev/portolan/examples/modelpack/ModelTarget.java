package dev.portolan.examples.modelpack;

import dev.portolan.content.Content;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.BlobFilter;
import dev.portolan.port.Target;
import java.util.Optional;

/** A directory that understands the annotations of ModelPack, also of models that other programs pushed. */
final class ModelTarget implements Target, BlobFilter {
    private final DirectoryTarget directory;

    ModelTarget(DirectoryTarget directory) {
        this.directory = directory;
    }

    /** A file has its path as its title; a tar is unpacked where the directory begins. */
    private static Descriptor titled(Descriptor layer) {
        Optional<String> path = layer.annotation(ModelPack.FILE_PATH);
        if (path.isEmpty()) {
            return layer;
        }
        return layer.mediaType().contains(".v1.tar")
                ? layer.withAnnotation(Annotations.TITLE, ".").withAnnotation(Annotations.UNPACK, "true")
                : layer.withAnnotation(Annotations.TITLE, path.get());
    }

    @Override
    public boolean wants(Descriptor blob) {
        return directory.wants(titled(blob));
    }

    @Override
    public void write(Descriptor blob, Content content) {
        directory.write(titled(blob), content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return directory.write(mediaType, content);
    }

    /** Hands on the manifest with titles, so that content with two paths is written to both. */
    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        if (manifest instanceof ImageManifest image) {
            ImageManifest.Builder copy = ImageManifest.builder().config(image.config());
            image.layers().forEach(layer -> copy.layer(titled(layer)));
            directory.put(Tag.of("pulled"), copy.build());
        }
    }

    @Override
    public String name() {
        return directory.name();
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return directory.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        return directory.stat(blob);
    }

    @Override
    public void close() {
        directory.close();
    }
}
