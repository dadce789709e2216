package dev.portolan.fs.layout;

import dev.portolan.content.DigestingSink;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.fs.compress.Decompression;
import dev.portolan.fs.compress.FileFormat;
import dev.portolan.fs.tar.Tar;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The images of an archive without an OCI layout, as docker save wrote it before version 25, and skopeo, podman and
 * crane still do: {@code manifest.json} names a config and layers for each image. The manifests are made from these
 * files, the same bytes each time, so that digests are stable. A plain layer has the digest that its config lists for
 * it, which is checked when the layer is read; only compressed layers are hashed when the archive is opened.
 */
final class ClassicImages {
    private static final String FIRST_FORMAT = "repositories";

    private final ArchiveSnapshot archive;
    private final String where;
    private final Path manifests;
    private final IndexJson index = IndexJson.empty();
    private final Map<Digest, FileRegion> blobs = new HashMap<>();
    private final Map<FileRegion, Descriptor> compressed = new HashMap<>();
    /** Why images cannot be read. */
    private final List<String> broken = new ArrayList<>();

    private ClassicImages(ArchiveSnapshot archive, String where, Path manifests) {
        this.archive = archive;
        this.where = where;
        this.manifests = manifests;
    }

    /** Returns whether an archive has this format. */
    static boolean isIn(Set<String> files) {
        return !(files.contains(LayoutFiles.LAYOUT_FILE) && files.contains(LayoutFiles.INDEX_FILE))
                && (files.contains(DockerImages.FILE) || files.contains(FIRST_FORMAT));
    }

    /**
     * Reads {@code manifest.json} and the configs. One image that cannot be read does not hide the others: its entry tells
     * what is wrong.
     */
    static ClassicImages read(ArchiveSnapshot archive, String where, LayoutOptions options) throws IOException {
        ClassicImages images = new ClassicImages(archive, where, options.temporaryFile(".json"));
        try {
            images.addAll(IndexJson.limit(options));
            return images;
        } catch (IOException | RuntimeException | Error e) {
            images.release();
            throw e;
        }
    }

    /** Deletes the file of the manifests that were made. */
    void release() throws IOException {
        Files.deleteIfExists(manifests);
    }

    private void addAll(long largest) throws IOException {
        if (archive.file(DockerImages.FILE).isEmpty()) {
            throw new InvalidArchiveException(Problem.of("the archive has no " + DockerImages.FILE)
                    .at(where)
                    .because("Docker before version 1.10 wrote it")
                    .advice("load it into a current Docker and save it again"));
        }
        try {
            if (!(Json.parse(archive.small(DockerImages.FILE, largest)) instanceof List<?> list)) {
                throw new JsonFormatException("it is not a list");
            }
            for (Object item : list) {
                if (!(item instanceof Map<?, ?> image)) {
                    throw new JsonFormatException("an image is not an object");
                }
                add(JsonObject.of("", image));
            }
            requireOne();
        } catch (JsonFormatException e) {
            throw broken(DockerImages.FILE + " is not valid: " + e.getMessage());
        }
    }

    IndexJson index() {
        return index;
    }

    /** Returns where a config, a layer or a manifest is; null for other digests. */
    @Nullable
    FileRegion blob(Digest digest) {
        return blobs.get(digest);
    }

    private void add(JsonObject image) throws IOException {
        List<String> tags = image.strings("RepoTags");
        Optional<Descriptor> manifest = Optional.empty();
        String reason = "";
        try {
            manifest = Optional.of(manifest(image));
        } catch (JsonFormatException e) {
            reason = DockerImages.FILE + " is not valid: " + e.getMessage();
        } catch (InvalidArchiveException e) {
            reason = e.problem().reason();
        }
        if (manifest.isEmpty()) {
            broken.add(reason);
        }
        for (String name : tags) {
            String canonical = ImageName.canonical(name);
            Map<String, String> names =
                    Map.of(ImageName.ANNOTATION, canonical, Annotations.REF_NAME, ImageName.tag(canonical));
            String fault = reason;
            index.put(
                    index.ofImage(canonical),
                    manifest.map(found -> IndexEntry.of(found, names))
                            .orElseGet(() -> IndexEntry.unreadable(names, fault)));
        }
        if (manifest.isPresent()) {
            index.with(manifest.get());
        } else if (tags.isEmpty()) {
            index.put(Set.of(), IndexEntry.unreadable(Map.of(), reason));
        }
    }

    /** Refuses an archive of which no image can be read. */
    private void requireOne() {
        if (!broken.isEmpty()
                && index.entries().stream().allMatch(entry -> entry.understood().isEmpty())) {
            throw broken(broken.get(0));
        }
    }

    private Descriptor manifest(JsonObject image) throws IOException {
        FileRegion configFile = file(image.requiredString("Config"));
        if (configFile.length() > Manifest.LARGEST) {
            throw broken("the config " + image.requiredString("Config") + " has " + configFile.length() + " bytes");
        }
        byte[] config = configFile.bytes();
        Descriptor configBlob = Descriptor.of(MediaTypes.IMAGE_CONFIG, config);
        blobs.put(configBlob.digest(), configFile);
        List<String> files = image.strings("Layers");
        List<String> diffIds = diffIds(image.requiredString("Config"), config);
        if (files.size() != diffIds.size()) {
            throw broken("the config " + image.requiredString("Config") + " lists " + diffIds.size()
                    + (diffIds.size() == 1 ? " layer, " : " layers, ") + DockerImages.FILE + " lists " + files.size());
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            layers.add(layer(files.get(i), diffIds.get(i)));
        }
        return keep(ImageManifest.builder().config(configBlob).layers(layers).build());
    }

    private List<String> diffIds(String name, byte[] config) {
        try {
            return Json.parseObject(config)
                    .object("rootfs")
                    .map(rootfs -> rootfs.strings("diff_ids"))
                    .orElse(List.of());
        } catch (JsonFormatException e) {
            throw broken("the config " + name + " is not valid: " + e.getMessage());
        }
    }

    private Descriptor layer(String name, String diffId) throws IOException {
        FileRegion file = file(name);
        String mediaType = mediaType(name, file);
        Descriptor layer;
        if (mediaType.equals(MediaTypes.LAYER_TAR)) {
            layer = Descriptor.of(mediaType, digest(diffId), file.length());
        } else {
            layer = compressed.get(file);
            if (layer == null) {
                DigestingSink sink = new DigestingSink();
                file.feed(sink, "reading a layer", where);
                layer = sink.descriptor(mediaType);
                compressed.put(file, layer);
            }
        }
        blobs.put(layer.digest(), file);
        return layer;
    }

    private String mediaType(String name, FileRegion file) throws IOException {
        byte[] start = file.part(0, Math.min(Tar.BLOCK, file.length())).bytes();
        if (Decompression.isGzip(start)) {
            return MediaTypes.LAYER_TAR_GZIP;
        }
        if (Decompression.isZstd(start)) {
            return MediaTypes.LAYER_TAR_ZSTD;
        }
        Optional<FileFormat> other = Tar.isHeader(start) ? Optional.empty() : FileFormat.of(start);
        if (other.filter(FileFormat::compressed).isPresent()) {
            throw broken("the layer " + name + " is " + other.get().words());
        }
        return MediaTypes.LAYER_TAR;
    }

    private Digest digest(String text) {
        try {
            return Digest.parse(text);
        } catch (OciException e) {
            throw broken("a diff_id of a config is not a digest: " + e.getMessage());
        }
    }

    private Descriptor keep(ImageManifest manifest) throws IOException {
        if (!blobs.containsKey(manifest.digest())) {
            long offset = Files.size(manifests);
            Files.write(manifests, manifest.bytes(), StandardOpenOption.APPEND);
            blobs.put(manifest.digest(), new FileRegion(manifests, offset, manifest.bytes().length, null));
        }
        return manifest.descriptor();
    }

    private FileRegion file(String name) {
        return archive.file(name)
                .orElseThrow(() -> broken("the file " + name + ", which " + DockerImages.FILE + " names, is missing"));
    }

    private InvalidArchiveException broken(String reason) {
        return new InvalidArchiveException(
                Problem.of("not a valid docker archive").at(where).because(reason));
    }
}
