package dev.portolan.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs real Maven builds, offline, in a directory with a small project. */
final class MavenBuild {
    private static final String PLUGIN = "dev.portolan:portolan-maven-plugin:0.1.0-SNAPSHOT:";

    private final Path directory;
    private final Path repository;

    /** A project whose artifact is built already. */
    MavenBuild(Path directory, Path repository) throws IOException {
        this.directory = directory;
        this.repository = repository;
        Files.writeString(directory.resolve("pom.xml"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>app</artifactId>
                  <version>1.2</version>
                </project>
                """);
        Files.createDirectories(directory.resolve("target"));
        Files.writeString(directory.resolve("target/app-1.2.jar"), "the jar");
        Files.writeString(directory.resolve("target/bom.json"), "{\"bomFormat\":\"CycloneDX\"}");
        settings("");
    }

    /** Writes settings.xml with these servers. */
    MavenBuild settings(String servers) throws IOException {
        Files.writeString(
                directory.resolve("settings.xml"), "<settings><servers>" + servers + "</servers></settings>\n");
        return this;
    }

    static String server(String id, String username, String password) {
        return "<server><id>" + id + "</id>" + (username.isEmpty() ? "" : "<username>" + username + "</username>")
                + "<password>" + password + "</password></server>";
    }

    Path directory() {
        return directory;
    }

    /** The exit code and all that was printed. */
    record Result(int code, String output) {}

    /** Runs goals of the plugin, such as {@code push}, and passes on everything that begins with {@code -}. */
    Result run(String... goalsAndOptions) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("test.maven.home"), "bin", windows ? "mvn.cmd" : "mvn")
                        .toString(),
                "-o",
                "-B",
                "-ntp",
                "-s",
                "settings.xml",
                "-Dmaven.repo.local=" + repository,
                "-Dmaven.repo.local.tail=" + System.getProperty("test.local.repository")));
        for (String each : goalsAndOptions) {
            command.add(each.startsWith("-") ? each : PLUGIN + each);
        }
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DOCKER_CONFIG", directory.toString());
        builder.environment().remove("MAVEN_ARGS");
        Process process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("Maven does not end: " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
