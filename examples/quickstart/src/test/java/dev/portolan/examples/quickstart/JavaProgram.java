package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A source file of one public class with a {@code main} method, which is compiled and run. */
final class JavaProgram {
    private final String name;
    private final String source;

    JavaProgram(String name, String source) {
        this.name = name;
        this.source = source;
    }

    /**
     * Compiles the program into a directory and runs it.
     *
     * @throws AssertionError when it does not compile
     */
    void run(Path classes) throws Exception {
        compile(classes);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", classPath, "-proc:none", "-Xlint:all", "-Werror");
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        if (!compiler.getTask(null, null, messages, options, null, List.of(file))
                .call()) {
            throw new AssertionError(Stream.concat(messages.getDiagnostics().stream(), Stream.of(source))
                    .map(Object::toString)
                    .collect(Collectors.joining("\n")));
        }
    }
}
