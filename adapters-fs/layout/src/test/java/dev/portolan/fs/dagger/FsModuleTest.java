package dev.portolan.fs.dagger;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.Component;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FsModuleTest {
    @Component(modules = FsModule.class)
    interface Transports {
        Set<Transport> all();
    }

    @Test
    void the_module_contributes_the_transports_for_layouts_and_archives() {
        Set<Transport> transports = DaggerFsModuleTest_Transports.create().all();

        assertThat(transports)
                .flatExtracting(Transport::schemes)
                .containsExactlyInAnyOrder(Reference.OCI_LAYOUT, Reference.OCI_ARCHIVE, Reference.DOCKER_ARCHIVE);
    }
}
