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

/** Statements that are compiled and run, with what the README leaves to the reader: imports and two paths. */
final class JavaProgram {
    private static final List<String> IMPORTS = List.of(
            "dev.portolan.*",
            "dev.portolan.artifact.*",
            "dev.portolan.auth.*",
            "dev.portolan.fs.*",
            "dev.portolan.fs.pack.*",
            "dev.portolan.fs.unpack.*",
            "dev.portolan.http.*",
            "java.nio.file.Path");

    private final String source;

    JavaProgram(String statements) {
        source = IMPORTS.stream().map(name -> "import " + name + ";\n").collect(Collectors.joining())
                + "public class Program {\n"
                + "public static void run(Path dir, Path out) throws Exception {\n"
                + statements
                + "}\n}\n";
    }

    /**
     * Compiles the program into a directory and runs it.
     *
     * @throws AssertionError when it does not compile
     */
    void run(Path classes, Path dir, Path out) throws Exception {
        compile(classes);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.loadClass("Program").getMethod("run", Path.class, Path.class).invoke(null, dir, out);
        }
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options =
                List.of("-d", classes.toString(), "-classpath", classPath, "-proc:none", "-Xlint:all", "-Werror");
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
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
