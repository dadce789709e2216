package dev.portolan.examples.infraartifacts;

import java.util.Map;
import java.util.stream.Stream;

/** A config of each kind, with all of its fields. */
final class Configs {
    private Configs() {}

    static Stream<InfraConfig> all() {
        return Stream.of(
                new ComponentConfig(
                        "v1",
                        "api",
                        "API component",
                        Map.of("deployments/api", "ghcr.io/myorg/api-image:v1", "functions/b", "ghcr.io/myorg/b:v1"),
                        "sha256:abc",
                        "2026-02-05T12:00:00Z"),
                new DatacenterConfig(
                        "v1",
                        "aws",
                        Map.of("network", "ghcr.io/myorg/network:v1"),
                        "sha256:def",
                        "2026-02-05T12:00:00Z"),
                new ModuleConfig(
                        "opentofu",
                        "network",
                        Map.of("cidr", "string"),
                        Map.of("vpcId", "string"),
                        "sha256:123",
                        "2026-02-05T12:00:00Z"));
    }
}
