package dev.portolan.cli;

import dev.portolan.copy.CopyOptions;
import dev.portolan.model.Platform;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which manifests are taken of an index. */
final class PlatformOption {
    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            split = ",",
            description = "take this platform of an index")
    private List<String> platforms = new ArrayList<>();

    CopyOptions apply(CopyOptions options) {
        return options.toBuilder()
                .platforms(platforms.stream().map(Platform::parse).toList())
                .build();
    }
}
