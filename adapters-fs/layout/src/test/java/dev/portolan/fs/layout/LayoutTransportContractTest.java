package dev.portolan.fs.layout;

import dev.portolan.fs.LayoutTransport;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.testkit.contract.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LayoutTransportContractTest extends TransportContract {
    @TempDir
    Path folder;

    @Override
    protected Transport freshTransport() {
        return LayoutTransport.create();
    }

    @Override
    protected Reference reference(String name) {
        return Reference.of(Reference.OCI_LAYOUT, folder.resolve(name).toString());
    }
}
