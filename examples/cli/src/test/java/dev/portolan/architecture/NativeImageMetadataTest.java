package dev.portolan.architecture;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A GraalVM native image contains only what its analysis sees. Everything that our modules reach in another way is in
 * META-INF/native-image, and this test compares the two.
 */
class NativeImageMetadataTest {
    /** Calls that the analysis cannot follow: they find classes, members, resources or native code by name. */
    private static final Pattern BY_NAME = Pattern.compile("java\\.lang\\.Class\\.(forName|newInstance|getResource.*"
            + "|get(Declared)?(Field|Method|Constructor)s?)"
            + "|java\\.lang\\.(ClassLoader|Module)\\.(loadClass|getResource.*|getSystemResource.*)"
            + "|java\\.lang\\.(System|Runtime)\\.(load|loadLibrary)"
            + "|java\\.lang\\.reflect\\.(Method\\.invoke|Constructor\\.newInstance|Proxy\\..*|Array\\.newInstance)"
            + "|java\\.lang\\.invoke\\.MethodHandles\\$Lookup\\.(find|unreflect).*"
            + "|java\\.util\\.(ServiceLoader|ResourceBundle)\\..*"
            + "|java\\.util\\.concurrent\\.atomic\\.Atomic.*FieldUpdater\\.newUpdater"
            + "|java\\.io\\.ObjectInputStream\\..*"
            + "|com\\.github\\.luben\\.zstd\\.util\\.Native\\.load");

    /** All of it. A new one needs an entry in META-INF/native-image, and a check below. */
    private static Set<String> expected(PublishedModule module) {
        return switch (module) {
            case FS -> Set.of("dev.portolan.fs.compress.ZstdLibrary com.github.luben.zstd.util.Native.load");
            // HttpClient.shutdownNow, which JDK 17 does not have
            case HTTP ->
                Set.of(
                        "dev.portolan.http.wire.ClosableClient java.lang.Class.getMethod",
                        "dev.portolan.http.wire.ClosableClient java.lang.reflect.Method.invoke");
            // of test classes, which JUnit makes known to an image
            case TESTKIT ->
                Set.of("dev.portolan.testkit.junit.ServerExtension java.lang.Class.getDeclaredConstructors");
            default -> Set.of();
        };
    }

    @ParameterizedTest
    @EnumSource
    void nothing_else_is_found_by_name(PublishedModule module) {
        Set<String> found = module.classes().stream()
                .flatMap(type -> type.getAccessesFromSelf().stream()
                        .map(access -> access.getTargetOwner().getName() + "." + access.getName())
                        .filter(target -> BY_NAME.matcher(target).matches())
                        .map(target -> type.getName() + " " + target))
                .collect(toCollection(TreeSet::new));

        assertThat(found).isEqualTo(expected(module));
    }

    @ParameterizedTest
    @EnumSource
    void every_service_that_a_module_provides_is_reachable(PublishedModule module) throws IOException {
        for (Provides provides : module.descriptor().provides()) {
            assertThat(names(metadata(module, "reflect-config.json"))).containsAll(provides.providers());
            assertThat(resources(module))
                    .anyMatch(pattern -> pattern.matcher("META-INF/services/" + provides.service())
                            .matches());
        }
    }

    @Test
    void closing_the_http_client_is_reachable() throws IOException {
        JsonNode client = metadata(PublishedModule.HTTP, "reflect-config.json").path(0);

        assertThat(client.path("name").asString()).isEqualTo("java.net.http.HttpClient");
        assertThat(client.at("/methods/0/name").asString()).isEqualTo("shutdownNow");
    }

    @Test
    void every_native_library_of_zstd_is_a_resource() throws IOException {
        List<Pattern> patterns = resources(PublishedModule.FS);
        List<String> libraries;
        try (JarFile jar = new JarFile(zstd().toFile())) {
            libraries = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.contains("libzstd-jni"))
                    .toList();
        }

        assertThat(libraries)
                .hasSizeGreaterThan(5)
                .allMatch(library -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(library).matches()));
    }

    /** The native code reads and writes these fields. Classes for JDK 22 and newer call it without JNI. */
    @Test
    void every_field_that_the_native_code_of_zstd_uses_is_accessible_to_it() throws IOException {
        Set<String> used = Set.of("nativePtr", "srcPos", "dstPos", "consumed", "produced");
        Set<String> fields = new TreeSet<>();
        try (JarFile jar = new JarFile(zstd().toFile())) {
            ClassFileImporter importer =
                    new ClassFileImporter().withImportOption(location -> !location.contains("META-INF/versions"));
            for (JavaClass type : importer.importJar(jar)) {
                if (!type.getSimpleName()
                        .equals("ZstdFrameProgression")) { // made by the native code, by its constructor
                    type.getFields().stream()
                            .filter(field -> used.contains(field.getName()) && isNumber(field))
                            .forEach(field -> fields.add(type.getName() + "." + field.getName()));
                }
            }
        }

        Set<String> accessible = new TreeSet<>();
        for (JsonNode type : metadata(PublishedModule.FS, "jni-config.json")) {
            type.path("fields")
                    .forEach(field -> accessible.add(type.path("name").asString() + "."
                            + field.path("name").asString()));
        }
        assertThat(accessible).isEqualTo(fields);
        assertThat(fields).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_class_in_the_metadata_exists(PublishedModule module) throws Exception {
        List<JsonNode> files = new ArrayList<>();
        files.add(metadata(module, "reflect-config.json"));
        files.add(metadata(module, "jni-config.json"));
        for (JsonNode file : files) {
            for (String name : names(file)) {
                assertThat(Class.forName(name)).isNotNull();
            }
            Set<String> conditions = new TreeSet<>();
            file.forEach(
                    entry -> conditions.add(entry.at("/condition/typeReachable").asString("")));
            conditions.remove("");
            for (String condition : conditions) {
                assertThat(module.classes().contain(condition)).as(condition).isTrue();
            }
        }
    }

    private static boolean isNumber(JavaField field) {
        return field.getRawType().isPrimitive() && !field.getModifiers().contains(JavaModifier.STATIC);
    }

    private static Path zstd() {
        return PublishedModule.onClassPath()
                .filter(module -> module.descriptor().name().equals("com.github.luben.zstd_jni"))
                .map(module -> Path.of(module.location().orElseThrow()))
                .findFirst()
                .orElseThrow();
    }

    /** A file of the module's metadata; missing ones are empty. */
    private static JsonNode metadata(PublishedModule module, String file) throws IOException {
        Path folder = Path.of("..", "..", module.folder(), "src", "main", "resources", "META-INF", "native-image");
        String text = "[]";
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.find(
                    folder,
                    3,
                    (path, attributes) -> path.getFileName().toString().equals(file))) {
                List<Path> files = found.toList();
                text = files.isEmpty() ? text : Files.readString(files.get(0));
            }
        }
        return JsonMapper.shared().readTree(text);
    }

    private static List<String> names(JsonNode types) {
        return StreamSupport.stream(types.spliterator(), false)
                .map(type -> type.path("name").asString())
                .toList();
    }

    private static List<Pattern> resources(PublishedModule module) throws IOException {
        JsonNode includes = metadata(module, "resource-config.json").at("/resources/includes");
        return StreamSupport.stream(includes.spliterator(), false)
                .map(include -> Pattern.compile(include.path("pattern").asString()))
                .toList();
    }
}
