package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class UserEnvironmentTest {

    @Test
    void the_environment_of_this_process_is_read() {
        UserEnvironment environment = UserEnvironment.ofThisProcess();

        assertThat(environment.variable("PATH")).isPresent();
        assertThat(environment.home()).isAbsolute();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisabledIfEnvironmentVariable(named = "XDG_RUNTIME_DIR", matches = ".+")
    void podmans_file_of_this_user_is_found_outside_of_a_login_session() throws IOException {
        Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");

        assertThat(UserEnvironment.ofThisProcess().podmanAuthFiles())
                .startsWith(Path.of("/run/containers/" + user + "/auth.json"))
                .hasSize(2);
    }

    @Test
    void a_variable_without_text_is_absent() {
        UserEnvironment environment = UserEnvironment.of(Map.of("DOCKER_CONFIG", ""), Path.of("/home/alice"));

        assertThat(environment.variable("DOCKER_CONFIG")).isEmpty();
        assertThat(environment.dockerConfig()).isEqualTo(Path.of("/home/alice/.docker/config.json"));
    }
}
