package dev.portolan.fs.dagger;

import dagger.BindsOptionalOf;
import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.port.Transport;
import java.util.Optional;

/**
 * Contributes the transports of layouts and archives to a Dagger component. They use its {@link LayoutOptions} if it
 * binds them.
 *
 * @since 0.1.0
 */
@Module
public interface FsModule {

    /** Declares optional settings for layouts and archives. */
    @BindsOptionalOf
    LayoutOptions layoutOptions();

    /** Layouts in directories. */
    @Provides
    @IntoSet
    static Transport layouts(Optional<LayoutOptions> options) {
        return LayoutTransport.create(options.orElseGet(LayoutOptions::defaults));
    }

    /** Layouts in one tar. */
    @Provides
    @IntoSet
    static Transport ociArchives(Optional<LayoutOptions> options) {
        return OciArchiveTransport.create(options.orElseGet(LayoutOptions::defaults));
    }

    /** Layouts in one tar, for {@code docker load} too. */
    @Provides
    @IntoSet
    static Transport dockerArchives(Optional<LayoutOptions> options) {
        return DockerArchiveTransport.create(options.orElseGet(LayoutOptions::defaults));
    }
}
