package dev.portolan.artifact;

import dev.portolan.content.Content;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes one blob of an artifact. A layer that knows its digest beforehand is not sent where it is already;
 * one that does not, such as a large directory packed on the way, is sent in one pass and described afterwards.
 */
public interface Layer {

    /** The media type of the blob. */
    String mediaType();

    /**
     * The descriptor with all annotations, where it is known or can be found out without keeping a copy of the
     * content; may hash, so it can take its time.
     *
     * @return the descriptor; empty when only writing the content will tell
     */
    Optional<Descriptor> descriptor();

    /** The blob's bytes; the same each time it is opened. */
    Content content();

    /**
     * Adds the annotations to the descriptor of what was written; called once {@link #content} was read to its end.
     *
     * @param written media type, digest and size as the target found them
     */
    Descriptor describe(Descriptor written);

    /**
     * A layer of bytes in memory, named by a title.
     *
     * @throws IllegalArgumentException when the media type is none (RFC 6838, 4.2)
     */
    static Layer of(String title, String mediaType, byte[] bytes) {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(bytes, "bytes");
        MediaTypes.requireValid(mediaType);
        Descriptor descriptor = Descriptor.of(mediaType, bytes).withAnnotation(Annotations.TITLE, title);
        return of(descriptor, Content.of(bytes));
    }

    /** A layer of content whose descriptor is known. */
    static Layer of(Descriptor descriptor, Content content) {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(content, "content");
        return new Layer() {
            @Override
            public String mediaType() {
                return descriptor.mediaType();
            }

            @Override
            public Optional<Descriptor> descriptor() {
                return Optional.of(descriptor);
            }

            @Override
            public Content content() {
                return content;
            }

            @Override
            public Descriptor describe(Descriptor written) {
                return written.withAnnotations(descriptor.annotations());
            }
        };
    }
}
