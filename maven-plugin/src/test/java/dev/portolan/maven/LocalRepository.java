package dev.portolan.maven;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven repository with this build's modules as they are compiled now, so that a Maven in a test finds the plugin.
 */
final class LocalRepository {
    private static final Pattern IDS =
            Pattern.compile("(?s)</modelVersion>.*?(?:<parent>.*?</parent>.*?)?<artifactId>([^<]+)</artifactId>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    private LocalRepository() {}

    /** Fills a directory with poms of all modules, and with jars of those on this test's class path. */
    static void fill(Path repository) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        List<Path> poms;
        try (Stream<Path> files = Files.find(
                root, 3, (path, attributes) -> path.getFileName().toString().equals("pom.xml"))) {
            poms = files.toList();
        }
        for (Path pom : poms) {
            install(pom, repository);
        }
    }

    private static void install(Path pom, Path repository) throws IOException {
        String text = Files.readString(pom);
        Matcher artifact = IDS.matcher(text);
        Matcher version = VERSION.matcher(text);
        if (!artifact.find() || !version.find()) {
            return;
        }
        String id = artifact.group(1);
        Path folder = Files.createDirectories(
                repository.resolve("dev/portolan").resolve(id).resolve(version.group(1)));
        String base = id + "-" + version.group(1);
        Files.copy(pom, folder.resolve(base + ".pom"));
        Path classes = pom.resolveSibling("target").resolve("classes");
        if (isOnClassPath(classes) || id.equals("portolan-maven-plugin")) {
            jar(classes, folder.resolve(base + ".jar"));
        }
    }

    private static boolean isOnClassPath(Path classes) {
        // `package` puts the jar there instead.
        String path = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("surefire.test.class.path", "");
        return path.contains(classes.toString())
                || path.contains(classes.resolveSibling("portolan-").toString());
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
