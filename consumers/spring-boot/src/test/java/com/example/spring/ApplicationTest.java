package com.example.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(RegistryExtension.class)
class ApplicationTest {
    private static ConfigurableApplicationContext start(RegistryServer registry) {
        return new SpringApplicationBuilder(Application.class)
                .properties("spring.main.banner-mode=off")
                .run("--registry.host=" + registry.host());
    }

    @Test
    void beans_share_one_client_that_ends_with_the_context(RegistryServer registry) {
        String reference = registry.host() + "/demo/letter:v1";
        OciClient client;
        try (ConfigurableApplicationContext context = start(registry)) {
            client = context.getBean(OciClient.class);
            client.push(reference, Artifact.builder().build());
        }

        assertThat(registry.repository("demo/letter").resolve(dev.portolan.model.Tag.of("v1")))
                .isNotNull();
        assertThatThrownBy(() -> client.at(reference).exists()).isInstanceOf(RuntimeException.class);
    }

    @Test
    void the_health_indicator_is_up_while_the_registry_answers(RegistryServer registry) {
        try (ConfigurableApplicationContext context = start(registry)) {
            RegistryHealthIndicator indicator = context.getBean(RegistryHealthIndicator.class);
            assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);

            registry.close();

            assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        }
    }
}
