package dev.portolan.maven;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.fs.pack.Pack;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** The common part of the goals that pack files as an artifact. */
abstract class PackMojo extends PortolanMojo {
    /** The files and directories to push, a layer for each. By default the project's own artifact, such as its jar. */
    @Parameter(property = "portolan.files")
    private List<File> files = List.of();

    @Parameter(defaultValue = "${project.artifact.file}", readonly = true)
    private @Nullable File projectFile;

    @Parameter(
            defaultValue = "${project.build.directory}/${project.build.finalName}.${project.packaging}",
            readonly = true)
    private @Nullable File packagedFile;

    /** The type of the artifact. */
    @Parameter(property = "portolan.artifactType", defaultValue = "application/vnd.dev.portolan.maven.v1")
    private String artifactType;

    /** The media type of single files; directories are tars, compressed with gzip. */
    @Parameter(property = "portolan.mediaType", defaultValue = "application/octet-stream")
    private String mediaType;

    /** Annotations of the manifest. */
    @Parameter
    private Map<String, String> annotations = Map.of();

    final Artifact pack() throws MojoExecutionException {
        Artifact.Builder artifact = Artifact.builder().type(artifactType).annotations(annotations);
        Set<String> titles = new HashSet<>();
        for (File file : chosen()) {
            String title = file.getName();
            if (!titles.add(title)) {
                throw new MojoExecutionException(
                        "files: two of them are named " + title + "; rename one, or push twice");
            }
            artifact.layer(layer(file.toPath(), title));
        }
        return artifact.build();
    }

    private List<File> chosen() throws MojoExecutionException {
        if (!files.isEmpty()) {
            return files;
        }
        for (File file : new File[] {projectFile, packagedFile}) {
            if (file != null && file.isFile()) {
                return List.of(file);
            }
        }
        throw new MojoExecutionException(
                "the project has no artifact yet; run `mvn package` first, or configure <files>");
    }

    private Layer layer(Path path, String title) throws MojoExecutionException {
        if (Files.isDirectory(path)) {
            return Pack.directory(path).withTitle(title);
        }
        if (!Files.exists(path)) {
            throw new MojoExecutionException(path + ": no such file or directory; correct <files>");
        }
        return Pack.file(path, mediaType).withTitle(title);
    }
}
