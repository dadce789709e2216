package dev.portolan.architecture;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A published module on this test's class path: its folder in the repository, its descriptor and its classes. */
enum PublishedModule {
    CORE("core", "dev.portolan.core"),
    HTTP("adapters-http", "dev.portolan.http"),
    FS("adapters-fs/layout", "dev.portolan.fs"),
    FILE_ARCHIVE("adapters-fs/file-archive", "dev.portolan.archive"),
    AUTH("auth/credentials", "dev.portolan.auth"),
    SIGNATURES("auth/signatures", "dev.portolan.signatures"),
    REGISTRY("testkit/registry", "dev.portolan.registry"),
    TESTKIT("testkit/junit", "dev.portolan.testkit"),
    CONTRACT("testkit/contract", "dev.portolan.contract");

    private static final Map<String, ModuleReference> ON_CLASS_PATH = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .filter(PublishedModule::hasDescriptor)
            .flatMap(path -> ModuleFinder.of(path).findAll().stream())
            .collect(toMap(module -> module.descriptor().name(), Function.identity(), (first, second) -> first));

    private final String folder;
    private final String moduleName;

    PublishedModule(String folder, String moduleName) {
        this.folder = folder;
        this.moduleName = moduleName;
    }

    /** The module's folder in the repository. */
    String folder() {
        return folder;
    }

    String moduleName() {
        return moduleName;
    }

    ModuleDescriptor descriptor() {
        return reference().descriptor();
    }

    /** The packages that users may see. Packages exported only to other modules of Portolan are not among them. */
    Set<String> exportedPackages() {
        return descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .collect(toCollection(TreeSet::new));
    }

    Set<String> packages() {
        return new TreeSet<>(descriptor().packages());
    }

    JavaClasses classes() {
        Path location = Path.of(reference().location().orElseThrow());
        if (Files.isDirectory(location)) {
            return new ClassFileImporter().importPath(location);
        }
        try (JarFile jar = new JarFile(location.toFile())) {
            return new ClassFileImporter().importJar(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every module with a descriptor on the class path, third parties' included. */
    static Stream<ModuleReference> onClassPath() {
        return ON_CLASS_PATH.values().stream();
    }

    private ModuleReference reference() {
        ModuleReference found = ON_CLASS_PATH.get(moduleName);
        if (found == null) {
            throw new IllegalStateException(moduleName + " is not on the class path");
        }
        return found;
    }

    private static boolean hasDescriptor(Path entry) {
        return Files.isRegularFile(entry)
                ? entry.toString().endsWith(".jar")
                : Files.exists(entry.resolve("module-info.class"));
    }
}
