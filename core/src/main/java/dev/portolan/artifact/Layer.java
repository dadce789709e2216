package dev.portolan.artifact;

import dev.portolan.content.Content;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Repository;
import java.util.Objects;
import java.util.Optional;

/**
 * A layer or config of an artifact to push. A layer with a known digest is not sent if the target has it. A streamed
 * layer, such as a large directory, is packed and sent in one pass; its digest is known only afterwards.
 *
 * @since 0.1.0
 */
public interface Layer {

    /** Returns the media type of the blob. */
    String mediaType();

    /**
     * Returns the descriptor with all annotations, if it can be computed without a copy of the content. This may hash
     * the content and take some time.
     *
     * @return the descriptor; empty when it is known only after writing
     */
    Optional<Descriptor> descriptor();

    /** Returns the blob's bytes; the same each time it is opened. */
    Content content();

    /**
     * Adds the annotations to the descriptor of the written content; called after {@link #content} was read to its end.
     *
     * @param written media type, digest and size as the target found them
     */
    Descriptor describe(Descriptor written);

    /**
     * Writes the content to a repository in one pass, when {@link #descriptor} is empty.
     *
     * @return the descriptor with all annotations
     */
    default Descriptor writeTo(Repository to) {
        return describe(to.write(mediaType(), content()));
    }

    /**
     * Returns a layer from bytes in memory, with a title.
     *
     * @throws IllegalArgumentException when the media type is malformed (RFC 6838, 4.2)
     */
    static Layer of(String title, String mediaType, byte[] bytes) {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(bytes, "bytes");
        MediaTypes.requireValid(mediaType);
        Descriptor descriptor = Descriptor.of(mediaType, bytes).withAnnotation(Annotations.TITLE, title);
        return of(descriptor, Content.of(bytes));
    }

    /** Returns a layer from content with a known descriptor. */
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
