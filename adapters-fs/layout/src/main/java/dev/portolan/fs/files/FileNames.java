package dev.portolan.fs.files;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * File names as UTF-8, whatever the locale. The JDK encodes and decodes names by the locale of the process, and in the
 * locale {@code C}, which containers and cron jobs have, every non-ASCII character is lost. Only a path's URI keeps the
 * bytes.
 */
public final class FileNames {
    /** The order of the names' UTF-8 bytes, which is that of their code points. */
    public static final Comparator<String> BYTEWISE = FileNames::compare;

    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");

    private static final HexFormat HEX = HexFormat.of();

    private FileNames() {}

    /**
     * Returns the last component of a path.
     *
     * @throws UnsupportedException when its bytes are not UTF-8
     */
    public static String nameOf(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        if (isAscii(name) || !isUnix(path)) {
            return name;
        }
        String raw = path.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        byte[] bytes = percentDecoded(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnsupportedException(Problem.of("a file name is not UTF-8")
                    .at(path.toString())
                    .because("its bytes are " + HEX.formatHex(bytes))
                    .advice("rename the file")
                    .causedBy(e));
        }
    }

    /** Returns the child of this name, one component, below a directory. */
    public static Path child(Path directory, String name) {
        if (isAscii(name) || !isUnix(directory)) {
            return directory.resolve(name);
        }
        URI uri = URI.create(directory.toUri() + "/" + percentEncoded(name));
        return directory.getFileSystem().provider().getPath(uri);
    }

    /** Returns the path of these components below a directory. */
    public static Path below(Path directory, List<String> components) {
        Path path = directory;
        for (String component : components) {
            path = child(path, component);
        }
        return path;
    }

    /** Returns one component as a relative path, for the file system of a directory. */
    public static Path name(Path directory, String name) {
        return child(directory.getFileSystem().getPath("/"), name).getFileName();
    }

    /** Returns a path for the text of a symbolic link, which must not be resolved. */
    public static Path linkTarget(Path directory, String target) {
        if (isAscii(target) || !isUnix(directory)) {
            return directory.getFileSystem().getPath(target);
        }
        Path root = directory.getFileSystem().getPath("/");
        Path path = target.startsWith("/") ? root : directory.getFileSystem().getPath("");
        for (String component : target.split("/+")) {
            path = path.resolve(
                    isAscii(component)
                            ? directory.getFileSystem().getPath(component)
                            : root.relativize(child(root, component)));
        }
        return path;
    }

    /**
     * Returns a name as file systems that ignore case and Unicode forms compare it: two names that any of them
     * considers equal have the same folded form.
     */
    public static String folded(String name) {
        if (isAscii(name)) {
            return name.toLowerCase(Locale.ROOT);
        }
        return fold(fold(name));
    }

    /** Via upper case, because only this turns U+017F into "s"; HFS+ ignores invisible characters. */
    private static String fold(String name) {
        String visible = INVISIBLE
                .matcher(Normalizer.normalize(name, Normalizer.Form.NFKD))
                .replaceAll("");
        return Normalizer.normalize(visible.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] percentDecoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String percentEncoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            encoded.append('%');
            HEX.toHexDigits(encoded, b);
        }
        return encoded.toString();
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // surrogates encode code points above all other characters
                boolean xHigh = Character.isSurrogate(x);
                return xHigh == Character.isSurrogate(y) ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
