package com.example.quarkus;

import dev.portolan.OciClient;
import dev.portolan.http.HttpTransport;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the client that beans inject. It is a {@code @Singleton}, because CDI cannot wrap a final class in a proxy. */
public class Registries {
    @Produces
    @Singleton
    OciClient client() {
        return OciClient.of(HttpTransport.create());
    }

    void close(@Disposes OciClient client) {
        client.close();
    }
}
