package dev.portolan.fs.layout;

import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.testkit.contract.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveTransportContractTest extends TransportContract {
    @TempDir
    Path folder;

    @Override
    protected Transport freshTransport() {
        return OciArchiveTransport.create();
    }

    @Override
    protected Reference reference(String name) {
        return Reference.of(Reference.OCI_ARCHIVE, folder.resolve(name + ".tar").toString());
    }

    @Override
    protected boolean sharesWithoutClosing() {
        return false;
    }
}
