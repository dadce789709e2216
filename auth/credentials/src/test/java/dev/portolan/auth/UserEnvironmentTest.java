package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserEnvironmentTest {

    @Test
    void the_environment_of_this_process_is_read() {
        UserEnvironment environment = UserEnvironment.ofThisProcess();

        assertThat(environment.variable("PATH")).isPresent();
        assertThat(environment.home()).isAbsolute();
    }

    @Test
    void a_variable_without_text_is_absent() {
        UserEnvironment environment = UserEnvironment.of(Map.of("DOCKER_CONFIG", ""), Path.of("/home/alice"));

        assertThat(environment.variable("DOCKER_CONFIG")).isEmpty();
        assertThat(environment.dockerConfig()).isEqualTo(Path.of("/home/alice/.docker/config.json"));
    }
}
