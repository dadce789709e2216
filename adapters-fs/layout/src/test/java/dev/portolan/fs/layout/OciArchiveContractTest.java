package dev.portolan.fs.layout;

import dev.portolan.port.Repository;
import dev.portolan.testkit.contract.RepositoryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveContractTest extends RepositoryContract {
    @TempDir
    Path folder;

    @Override
    protected Repository freshRepository() {
        return OciArchiveRepository.at(folder.resolve("archive.tar"), LayoutOptions.defaults());
    }
}
