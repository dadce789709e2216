package dev.portolan.signatures.notation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** The attributes of a certificate's subject, each once. */
final class SubjectName {
    private static final Map<String, String> KEYWORDS = Map.of("S", "2.5.4.8", "ST", "2.5.4.8");

    private final Map<String, String> attributes;

    private SubjectName(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    /**
     * Reads a name such as {@code C=US, ST=WA, O=Example}.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    static SubjectName parse(String text) {
        return of(new X500Principal(text, KEYWORDS));
    }

    /** @throws IllegalArgumentException when an attribute occurs twice, or several make one part of the name */
    static SubjectName of(X500Principal principal) {
        Map<String, String> attributes = new LinkedHashMap<>();
        StringBuilder part = new StringBuilder();
        String name = principal.getName(X500Principal.RFC2253);
        for (int i = 0; i <= name.length(); i++) {
            char c = i < name.length() ? name.charAt(i) : ',';
            if (c == '\\' && i + 1 < name.length()) {
                part.append(c).append(name.charAt(++i));
            } else if (c == '+') {
                throw new IllegalArgumentException("a part of the name has several attributes");
            } else if (c == ',') {
                add(part.toString(), attributes);
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        return new SubjectName(attributes);
    }

    private static void add(String part, Map<String, String> attributes) {
        int equals = part.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("the name is empty or malformed");
        }
        if (attributes.put(part.substring(0, equals).toUpperCase(Locale.ROOT), part.substring(equals + 1)) != null) {
            throw new IllegalArgumentException("an attribute occurs twice");
        }
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    /** Returns whether the other name has all attributes of this one, with the same values. */
    boolean isPartOf(SubjectName other) {
        return other.attributes.entrySet().containsAll(attributes.entrySet());
    }
}
