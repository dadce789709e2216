package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {

    @ParameterizedTest
    @CsvSource({
        "app, docker.io/library/app:latest",
        "app:v1, docker.io/library/app:v1",
        "team/app, docker.io/team/app:latest",
        "team/app:v1, docker.io/team/app:v1",
        "library/app:v1, docker.io/library/app:v1",
        "docker.io/app:v1, docker.io/library/app:v1",
        "docker.io/team/app:v1, docker.io/team/app:v1",
        "index.docker.io/app:v1, docker.io/library/app:v1",
        "index.docker.io/team/app, docker.io/team/app:latest",
        "localhost/app, localhost/app:latest",
        "host:5000/app, host:5000/app:latest",
        ":5000/app, :5000/app:latest",
        ".local/app, .local/app:latest",
        "ghcr.io/team/app:v1, ghcr.io/team/app:v1",
        "app@sha256:00, docker.io/library/app@sha256:00",
        "host:5000/app@sha256, host:5000/app@sha256",
        "@sha256, docker.io/library/@sha256"
    })
    void a_name_has_one_canonical_form(String name, String canonical) {
        assertThat(ImageName.canonical(name)).isEqualTo(canonical);
        assertThat(ImageName.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/app:v1, app:v1",
        "docker.io/library/team/app:v1, library/team/app:v1",
        "docker.io/team/app:v1, team/app:v1",
        "ghcr.io/team/app:v1, ghcr.io/team/app:v1"
    })
    void a_canonical_name_has_one_familiar_form(String canonical, String familiar) {
        assertThat(ImageName.familiar(canonical)).isEqualTo(familiar);
    }

    @Test
    void a_plain_tag_is_not_the_name_of_an_image() {
        assertThat(ImageName.ofRefName("v1")).isEmpty();
        assertThat(ImageName.ofRefName("app:")).isEmpty();
        assertThat(ImageName.ofRefName("app:v1")).isEqualTo("docker.io/library/app:v1");
        assertThat(ImageName.ofRefName("team/app")).isEqualTo("docker.io/team/app:latest");
        assertThat(ImageName.ofRefName(":v1")).isNotEmpty();
        assertThat(ImageName.ofRefName("/v1")).isNotEmpty();
    }

    @Test
    void the_tag_of_a_name_follows_its_last_colon() {
        assertThat(ImageName.tag("host:5000/app:v1")).isEqualTo("v1");
    }
}
