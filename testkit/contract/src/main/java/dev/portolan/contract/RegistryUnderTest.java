package dev.portolan.contract;

import dev.portolan.port.Credential;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * The registry to test.
 *
 * @param address its address: {@code https://registry.example.com}
 * @param namespace the first part of the names of the repositories that the tests create
 * @param credential a credential that it accepts; empty for none
 */
public record RegistryUnderTest(URI address, String namespace, Optional<Credential> credential) {
    /** Checks that nothing is null. */
    public RegistryUnderTest {
        Objects.requireNonNull(address);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(credential);
    }
}
