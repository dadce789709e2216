package dev.portolan.testkit.contract;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Capability;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import dev.portolan.testkit.fixture.Fixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of a repository, nested in {@link RepositoryContract}, and the operations that they share. */
abstract class RepositoryTests {
    private @Nullable RepositoryContract contract;

    /** Finds the contract that this class is nested in. */
    @RegisterExtension
    final BeforeEachCallback finding = context -> contract = context.getRequiredTestInstances()
            .findInstance(RepositoryContract.class)
            .orElseThrow();

    final RepositoryContract contract() {
        return Objects.requireNonNull(contract);
    }

    final Repository repository() {
        return contract().repository();
    }

    /** Returns the capability, or the test is skipped. */
    final <C extends Capability> C require(Class<C> type) {
        return repository()
                .capability(type)
                .orElseGet(() -> Assumptions.abort(repository().name() + " has no " + type.getSimpleName()));
    }

    /** Returns the capability to delete if it is supported; skips the test otherwise. */
    final Deletes deletes() {
        Assumptions.assumeTrue(contract().deletes());
        return require(Deletes.class);
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static Descriptor describe(byte[] content) {
        return Descriptor.of(MediaTypes.OCTET_STREAM, content);
    }

    final Descriptor writeBlob(byte[] content) {
        Descriptor blob = describe(content);
        repository().write(blob, Content.of(content));
        return blob;
    }

    /** Returns a manifest with one layer, and writes the layer but not the manifest. */
    final ImageManifest manifest(String about) {
        return builder(about).build();
    }

    final ImageManifest.Builder builder(String about) {
        Fixtures.emptyConfig(repository());
        return ImageManifest.builder()
                .artifactType("application/vnd.example.contract.v1")
                .layer(writeBlob(bytes(300)))
                .annotation("org.example.about", about);
    }

    final ImageManifest put(TagOrDigest as, ImageManifest manifest) {
        repository().put(as, manifest);
        return manifest;
    }

    static byte[] readAll(InputStream opened) {
        try (InputStream stream = opened) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
