package dev.portolan.model;

/**
 * The annotation keys that Portolan reads or writes (image-spec, annotations.md).
 *
 * @since 0.1.0
 */
public final class Annotations {
    /** When an artifact was made, as an RFC 3339 date and time. */
    public static final String CREATED = "org.opencontainers.image.created";
    /** The title; on a layer, the relative path that it is written to. */
    public static final String TITLE = "org.opencontainers.image.title";
    /** A description for people. */
    public static final String DESCRIPTION = "org.opencontainers.image.description";
    /** The organisation that distributes it. */
    public static final String VENDOR = "org.opencontainers.image.vendor";
    /** The tag of a descriptor in a layout's index. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";
    /** {@code true} on a layer that is a tar to be unpacked at its title; written and read by oras too. */
    public static final String UNPACK = "io.deis.oras.content.unpack";
    /** The digest of such a layer's tar before compression; written and read by oras too. */
    public static final String UNPACKED_DIGEST = "io.deis.oras.content.digest";
    /**
     * The permission bits of a layer that is a single file, in octal digits, such as {@code 0755}; where they are not
     * those of an ordinary file. Other clients ignore it.
     */
    public static final String FILE_MODE = "dev.portolan.file.mode";

    private Annotations() {}
}
