package com.example.spring;

import dev.portolan.OciClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Healthy while the registry answers and accepts the credentials. */
@Component
class RegistryHealthIndicator extends AbstractHealthIndicator {
    private final OciClient client;
    private final String host;

    RegistryHealthIndicator(OciClient client, @Value("${registry.host}") String host) {
        this.client = client;
        this.host = host;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        client.check(host);
        builder.up().withDetail("registry", host);
    }
}
