package dev.portolan.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The exact dependencies of each published module. A new dependency is a line here and its reason in docs/. */
class DependencyTreeTest {
    private static final String[] DAGGER = {"dagger (optional)", "jakarta.inject-api (optional)"};
    private static final String[] STATIC_DAGGER = {"static dagger", "static jakarta.inject"};

    static Stream<Arguments> poms() {
        return Stream.of(
                Arguments.of(PublishedModule.CORE, set("jackson-core", "jspecify")),
                Arguments.of(PublishedModule.HTTP, set(DAGGER, "portolan-core", "jspecify")),
                Arguments.of(PublishedModule.FS, set(DAGGER, "portolan-core", "jspecify", "zstd-jni")),
                Arguments.of(
                        PublishedModule.FILE_ARCHIVE,
                        set("portolan-core", "portolan-adapters-fs", "jspecify", "zstd-jni")),
                Arguments.of(PublishedModule.AUTH, set(DAGGER, "portolan-core", "jspecify")),
                Arguments.of(PublishedModule.SIGNATURES, set("portolan-core", "jspecify")),
                Arguments.of(PublishedModule.REGISTRY, set(DAGGER, "portolan-core", "jspecify")),
                Arguments.of(
                        PublishedModule.TESTKIT,
                        set("portolan-core", "portolan-registry", "jspecify", "junit-jupiter-api", "assertj-core")),
                Arguments.of(
                        PublishedModule.CONTRACT,
                        set(
                                "portolan-core",
                                "portolan-testkit",
                                "jspecify",
                                "junit-jupiter-engine",
                                "junit-platform-launcher")));
    }

    @ParameterizedTest
    @MethodSource("poms")
    void thePomAsksForThis(PublishedModule module, Set<String> expected) throws Exception {
        assertThat(dependencies(module)).isEqualTo(expected);
    }

    static Stream<Arguments> descriptors() {
        return Stream.of(
                // With java.base alone the compiler keeps HTTP and all else of the JDK's modules out of core.
                Arguments.of(PublishedModule.CORE, set("java.base", "tools.jackson.core", "static org.jspecify")),
                Arguments.of(PublishedModule.HTTP, set(STATIC_DAGGER, "dev.portolan.core", "static org.jspecify")),
                Arguments.of(
                        PublishedModule.FS,
                        set(STATIC_DAGGER, "dev.portolan.core", "static org.jspecify", "com.github.luben.zstd_jni")),
                Arguments.of(
                        PublishedModule.FILE_ARCHIVE,
                        set(
                                "dev.portolan.core",
                                "dev.portolan.fs",
                                "static org.jspecify",
                                "com.github.luben.zstd_jni")),
                Arguments.of(PublishedModule.AUTH, set(STATIC_DAGGER, "dev.portolan.core", "static org.jspecify")),
                Arguments.of(PublishedModule.SIGNATURES, set("dev.portolan.core", "static org.jspecify")),
                Arguments.of(PublishedModule.REGISTRY, set(STATIC_DAGGER, "dev.portolan.core", "static org.jspecify")),
                Arguments.of(
                        PublishedModule.TESTKIT,
                        set(
                                "dev.portolan.core",
                                "dev.portolan.registry",
                                "static org.jspecify",
                                "org.junit.jupiter.api",
                                "org.junit.platform.commons",
                                "org.assertj.core")),
                Arguments.of(
                        PublishedModule.CONTRACT,
                        set(
                                "dev.portolan.core",
                                "dev.portolan.testkit",
                                "static org.jspecify",
                                "org.junit.jupiter.engine",
                                "org.junit.platform.launcher")));
    }

    @ParameterizedTest
    @MethodSource("descriptors")
    void theModuleDescriptorRequiresThis(PublishedModule module, Set<String> expected) {
        assertThat(module.descriptor().requires().stream()
                        .filter(requires -> module == PublishedModule.CORE || !isOfJdk(requires.name()))
                        .map(DependencyTreeTest::describe))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    static Stream<Arguments> resolved() {
        String[] core = {"dev.portolan.core", "tools.jackson.core"};
        String[] fs = {"dev.portolan.core", "tools.jackson.core", "dev.portolan.fs", "com.github.luben.zstd_jni"};
        return Stream.of(
                Arguments.of(PublishedModule.CORE, set(core)),
                Arguments.of(PublishedModule.HTTP, set(core, "dev.portolan.http")),
                Arguments.of(PublishedModule.FS, set(fs)),
                Arguments.of(PublishedModule.FILE_ARCHIVE, set(fs, "dev.portolan.archive")),
                Arguments.of(PublishedModule.AUTH, set(core, "dev.portolan.auth")),
                Arguments.of(PublishedModule.SIGNATURES, set(core, "dev.portolan.signatures")),
                Arguments.of(PublishedModule.REGISTRY, set(core, "dev.portolan.registry")),
                Arguments.of(
                        PublishedModule.TESTKIT,
                        set(
                                core,
                                "dev.portolan.registry",
                                "dev.portolan.testkit",
                                "org.junit.jupiter.api",
                                "org.junit.platform.commons",
                                "org.opentest4j",
                                "org.assertj.core")),
                Arguments.of(
                        PublishedModule.CONTRACT,
                        set(
                                core,
                                "dev.portolan.contract",
                                "dev.portolan.registry",
                                "dev.portolan.testkit",
                                "org.junit.jupiter.api",
                                "org.junit.jupiter.engine",
                                "org.junit.platform.commons",
                                "org.junit.platform.engine",
                                "org.junit.platform.launcher",
                                "org.opentest4j",
                                "org.assertj.core")));
    }

    /** As the JVM resolves an application that asks for this one module: no Dagger, and nothing of another adapter. */
    @ParameterizedTest
    @MethodSource("resolved")
    void theJvmLoadsThis(PublishedModule module, Set<String> expected) {
        ModuleFinder finder = new ClassPathFinder();

        Configuration configuration =
                Configuration.empty().resolve(finder, ModuleFinder.ofSystem(), Set.of(module.moduleName()));

        assertThat(configuration.modules().stream().map(ResolvedModule::name).filter(name -> !isOfJdk(name)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String describe(Requires requires) {
        return (requires.modifiers().contains(Modifier.STATIC) ? "static " : "") + requires.name();
    }

    private static boolean isOfJdk(String module) {
        return module.startsWith("java.") || module.startsWith("jdk.");
    }

    private static Set<String> dependencies(PublishedModule module) throws Exception {
        Path pom = Path.of("..", "..", module.folder(), "pom.xml");
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        NodeList all = document.getElementsByTagName("dependency");
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            if (!text(dependency, "scope").equals(Optional.of("test"))) {
                String optional = text(dependency, "optional").equals(Optional.of("true")) ? " (optional)" : "";
                found.add(text(dependency, "artifactId").orElseThrow() + optional);
            }
        }
        return found;
    }

    private static Optional<String> text(Element parent, String name) {
        return Optional.ofNullable(parent.getElementsByTagName(name).item(0)).map(Node::getTextContent);
    }

    private static Set<String> set(String... names) {
        return new TreeSet<>(Set.of(names));
    }

    private static Set<String> set(String[] some, String... more) {
        Set<String> all = set(some);
        all.addAll(Set.of(more));
        return all;
    }

    /** The class path as a module path, without automatic modules: no published module may need one. */
    private static final class ClassPathFinder implements ModuleFinder {
        private final Map<String, ModuleReference> modules = PublishedModule.onClassPath()
                .filter(module -> !module.descriptor().isAutomatic())
                .collect(Collectors.toMap(module -> module.descriptor().name(), Function.identity()));

        @Override
        public Optional<ModuleReference> find(String name) {
            return Optional.ofNullable(modules.get(name));
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.copyOf(modules.values());
        }
    }
}
