package dev.portolan.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The allowed dependencies, and the visible API. */
class ArchitectureTest {
    private static final String[] DAGGER = {"dagger..", "jakarta.inject..", "javax.inject.."};

    private static final String[] HIDDEN = {
        "tools.jackson..", "com.fasterxml.jackson..", "com.github.luben.zstd..", "org.apache.commons.compress..",
    };

    /** In addition to the JDK, JSpecify, core and itself. Everything else is not allowed. */
    static Stream<Arguments> allowed() {
        return Stream.of(
                Arguments.of(PublishedModule.CORE, List.of("tools.jackson..")),
                Arguments.of(PublishedModule.HTTP, List.of(DAGGER)),
                Arguments.of(PublishedModule.FS, and(DAGGER, "com.github.luben.zstd..")),
                Arguments.of(PublishedModule.FILE_ARCHIVE, List.of("dev.portolan.fs..", "com.github.luben.zstd..")),
                Arguments.of(PublishedModule.AUTH, and(DAGGER, "tools.jackson..")),
                // The JDK alone, which is the point of it.
                Arguments.of(PublishedModule.SIGNATURES, List.of()),
                Arguments.of(PublishedModule.REGISTRY, List.of(DAGGER)),
                Arguments.of(
                        PublishedModule.TESTKIT,
                        List.of(
                                "dev.portolan.registry..",
                                "org.junit.jupiter.api..",
                                "org.junit.platform.commons.support..",
                                "org.opentest4j..",
                                "org.assertj.core..")),
                Arguments.of(
                        PublishedModule.CONTRACT,
                        List.of(
                                "dev.portolan.testkit..",
                                "org.junit.platform.launcher..",
                                "org.junit.platform.engine..",
                                "org.junit.jupiter.api..")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void aModuleKnowsCoreItselfAndWhatItNeeds(PublishedModule module, List<String> needs) {
        List<String> packages = new ArrayList<>(
                List.of("java..", "javax.crypto..", "javax.net..", "javax.security..", "org.jspecify.annotations.."));
        packages.addAll(PublishedModule.CORE.packages());
        packages.addAll(module.packages());
        packages.addAll(needs);
        check(
                classes().should().onlyDependOnClassesThat(resideInAnyPackage(packages.toArray(String[]::new))),
                module.classes());
    }

    @Test
    void coreKnowsNoHttpNoFilesAndNoDagger() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                "java.net.http..", "java.nio.file..", "com.sun.net..", "dagger..", "jakarta.inject.."))
                        .orShould()
                        .dependOnClassesThat(named(
                                "java.io.File",
                                "java.io.FileInputStream",
                                "java.io.FileOutputStream",
                                "java.io.FileReader",
                                "java.io.FileWriter",
                                "java.io.RandomAccessFile",
                                "java.net.HttpURLConnection",
                                "java.net.URL",
                                "java.net.URLConnection",
                                "java.net.Socket",
                                "java.nio.channels.FileChannel")),
                PublishedModule.CORE.classes());
    }

    @Test
    void jacksonStaysInsideCoresInternalPackages() {
        check(
                noClasses()
                        .that(are(not(resideInAPackage("dev.portolan.internal.."))))
                        .should()
                        .dependOnClassesThat(resideInAPackage("tools.jackson..")),
                PublishedModule.CORE.classes());
    }

    @ParameterizedTest
    @EnumSource
    void onlyPackagesOfDaggerKnowDagger(PublishedModule module) {
        check(
                noClasses()
                        .that(are(not(resideInAPackage("dev.portolan..dagger"))))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(DAGGER)),
                module.classes());
    }

    @ParameterizedTest
    @EnumSource
    void noPublicSignatureShowsWhatTheModulesUseInside(PublishedModule module) {
        String[] exported = module.exportedPackages().toArray(String[]::new);
        check(
                classes()
                        .that(are(resideInAnyPackage(exported)))
                        .should(new ShowNothingOf(resideInAnyPackage(HIDDEN)))
                        .allowEmptyShould(exported.length == 0),
                module.classes());
    }

    @Test
    void systemPropertiesAreTheApplicationsBusiness() {
        for (PublishedModule module : List.of(PublishedModule.CORE, PublishedModule.HTTP)) {
            check(
                    noClasses()
                            .should()
                            .callMethod(System.class, "getProperty", String.class)
                            .orShould()
                            .callMethod(System.class, "getProperty", String.class, String.class)
                            .orShould()
                            .callMethod(System.class, "setProperty", String.class, String.class),
                    module.classes());
        }
    }

    @Test
    void classNamesSayWhatTheClassIs() {
        check(
                noClasses()
                        .that(are(not(generatedByDagger())))
                        // Docker's own word for the programs that keep credentials.
                        .and()
                        .doNotHaveSimpleName("CredentialHelper")
                        .should()
                        .haveSimpleNameEndingWith("Impl")
                        .orShould()
                        .haveSimpleNameEndingWith("Util")
                        .orShould()
                        .haveSimpleNameEndingWith("Utils")
                        .orShould()
                        .haveSimpleNameEndingWith("Manager")
                        .orShould()
                        .haveSimpleNameEndingWith("Helper"),
                all());
    }

    @Test
    void everyPackageIsNullMarked() {
        JavaClasses all = all();
        Set<String> marked = all.stream()
                .filter(type -> type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(java.util.stream.Collectors.toSet());

        assertThat(all.stream().map(JavaClass::getPackageName).distinct())
                .filteredOn(name -> !name.isEmpty())
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(marked).contains(name));
    }

    /** The published modules and the command line. */
    private static JavaClasses all() {
        return new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("dev.portolan");
    }

    private static void check(ArchRule rule, JavaClasses classes) {
        assertThat(classes).isNotEmpty();
        rule.allowEmptyShould(true).check(classes);
    }

    private static List<String> and(String[] some, String... more) {
        return Stream.of(some, more).flatMap(Stream::of).toList();
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        Set<String> all = Set.of(names);
        return DescribedPredicate.describe("are one of " + all, type -> all.contains(type.getName()));
    }

    private static DescribedPredicate<JavaClass> generatedByDagger() {
        return DescribedPredicate.describe("generated by Dagger", ArchitectureTest::isGeneratedByDagger);
    }

    private static boolean isGeneratedByDagger(JavaClass type) {
        return type.isAnnotatedWith("dagger.internal.DaggerGenerated")
                || type.getEnclosingClass()
                        .map(ArchitectureTest::isGeneratedByDagger)
                        .orElse(false);
    }
}
