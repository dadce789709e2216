package com.example.quarkus;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.registry.server.RegistryServer;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;

/** Pushes with the client that CDI injects. */
@QuarkusMain
public class Push implements QuarkusApplication {
    @Inject
    OciClient client;

    @Override
    public int run(String... args) {
        try (RegistryServer registry = RegistryServer.start()) {
            String reference = registry.host() + "/demo/letter:v1";
            client.push(reference, Artifact.builder().build());
            if (!client.at(reference).exists()) {
                return 1;
            }
        }
        System.out.println("Quarkus works");
        return 0;
    }
}
