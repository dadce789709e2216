package dev.portolan.fs.dagger;

import dagger.Module;
import dagger.Provides;
import dagger.multibindings.IntoSet;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.port.Transport;

/** Contributes the transports of layouts and archives to a Dagger component. */
@Module
public interface FsModule {

    /** Layouts in directories. */
    @Provides
    @IntoSet
    static Transport layouts() {
        return LayoutTransport.create();
    }

    /** Layouts in one tar. */
    @Provides
    @IntoSet
    static Transport ociArchives() {
        return OciArchiveTransport.create();
    }

    /** Layouts in one tar, for {@code docker load} too. */
    @Provides
    @IntoSet
    static Transport dockerArchives() {
        return DockerArchiveTransport.create();
    }
}
