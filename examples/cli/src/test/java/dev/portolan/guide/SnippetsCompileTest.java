package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples of the pages in docs/ compile. Those of the pages in ELSEWHERE run, too. */
class SnippetsCompileTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final List<String> ELSEWHERE = List.of("testing.md", "cookbook.md", "observability.md");

    /** Imports and variables that the pages leave out. */
    private static final String BEFORE = """
            import dev.portolan.*;
            import dev.portolan.archive.*;
            import dev.portolan.archive.cache.*;
            import dev.portolan.archive.nio.*;
            import dev.portolan.archive.pack.*;
            import dev.portolan.artifact.*;
            import dev.portolan.auth.*;
            import dev.portolan.cache.*;
            import dev.portolan.content.*;
            import dev.portolan.copy.*;
            import dev.portolan.error.*;
            import dev.portolan.fs.*;
            import dev.portolan.fs.cache.*;
            import dev.portolan.fs.layout.*;
            import dev.portolan.fs.pack.*;
            import dev.portolan.fs.unpack.*;
            import dev.portolan.http.*;
            import dev.portolan.http.config.*;
            import dev.portolan.model.*;
            import dev.portolan.port.*;
            import dev.portolan.signature.*;
            import dev.portolan.signatures.*;
            import dev.portolan.signatures.containers.*;
            import dev.portolan.signatures.cosign.*;
            import dev.portolan.signatures.notation.*;
            import java.io.*;
            import java.net.*;
            import java.nio.charset.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            @SuppressWarnings("all")
            class Snippet {
            void run(%s Path dir, Path directory, Path out, Path file, String token, char[] passphrase, byte[] pem,
                    byte[] caPem, byte[] certificatePem, byte[] keyPem, byte[] sbom) throws Exception {
            """;

    @TempDir
    Path classes;

    @Test
    void every_example_compiles() throws IOException {
        List<String> problems = new ArrayList<>();
        int compiled = 0;
        try (var pages = Files.list(ROOT.resolve("docs"))) {
            for (Path page : pages.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                if (ELSEWHERE.contains(page.getFileName().toString())) {
                    continue;
                }
                for (Matcher block = BLOCK.matcher(Files.readString(page)); block.find(); compiled++) {
                    String text = block.group(1);
                    String given = (text.contains("OciClient client =") ? "" : "OciClient client,")
                            + (text.contains("FileArchives archives =") ? "" : "FileArchives archives,");
                    String source = text.startsWith("import ")
                            ? text + "class Snippet {}"
                            : BEFORE.formatted(given) + text + "}}";
                    compile(source).forEach(problem -> problems.add(page.getFileName() + ": " + problem + "\n" + text));
                }
            }
        }

        assertThat(problems).isEmpty();
        assertThat(compiled).isGreaterThan(10);
    }

    private List<String> compile(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", classes.toString(), "-classpath", classPath, "-proc:none");
        compiler.getTask(null, null, messages, options, null, List.of(file)).call();
        return messages.getDiagnostics().stream()
                .filter(message -> message.getKind() == Diagnostic.Kind.ERROR)
                .map(message -> message.getMessage(Locale.ROOT))
                .toList();
    }
}
