package dev.portolan.internal.json;

import dev.portolan.error.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Reads JSON into maps, lists, strings, numbers and booleans, and writes them back. Objects keep their order. A
 * duplicate key is refused, because two readers could interpret it differently.
 */
public final class Json {
    private static final int DEEPEST = 100;
    /**
     * How many bytes of memory a document may use in addition to its own size. Descriptors and tags use less;
     * countless empty objects would use many times more.
     */
    private static final int FREE = 800_000;

    /** How many bytes of a mistake are shown. */
    private static final int SHOWN = 20;

    private static final int CONTAINER = 16;
    private static final int MEMBER = 16;
    private static final int SCALAR = 4;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private Json() {}

    /**
     * Reads a document that is one object.
     *
     * @throws JsonFormatException when it is not
     */
    public static JsonObject parseObject(byte[] document) {
        if (parse(document) instanceof Map<?, ?> map) {
            return JsonObject.of("", map);
        }
        throw new JsonFormatException("the document is not a JSON object");
    }

    /**
     * Reads any document: a Map, List, String, Number, Boolean or null.
     *
     * @throws JsonFormatException when it is malformed, not in UTF-8, or consists of so many tiny values that it would use
     *     many times its size in memory
     */
    public static @Nullable Object parse(byte[] document) {
        requireUtf8(document);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() == null) {
                throw new JsonFormatException("the document is empty");
            }
            Object value = new Reader(parser, FREE + (long) document.length).value();
            if (parser.nextToken() != null) {
                throw new JsonFormatException("there is text after the end of the document" + where(parser));
            }
            return value;
        } catch (JacksonException e) {
            throw mistake(document, e);
        }
    }

    /** Says where the parser stopped, and quotes the text there. Its own messages are about its options. */
    private static JsonFormatException mistake(byte[] document, JacksonException e) {
        if (e instanceof UnexpectedEndOfInputException) {
            return new JsonFormatException("the document ends too early", "");
        }
        TokenStreamLocation at = e.getLocation();
        String where = at == null || at.getLineNr() < 1 ? "" : where(at);
        if (e instanceof StreamConstraintsException) {
            return new JsonFormatException(
                    "more than " + DEEPEST + " nested objects and lists, or a name, string or number that is too long",
                    where);
        }
        int start = at == null ? 0 : (int) Math.min(document.length, Math.max(0, at.getByteOffset()));
        int length = Math.min(SHOWN, document.length - start);
        String found = new String(document, start, length, StandardCharsets.UTF_8).stripTrailing();
        return new JsonFormatException("unexpected " + Text.quote(found), where);
    }

    /** Creates values from the parser's tokens, and counts them. */
    private static final class Reader {
        private final JsonParser parser;
        private long left;

        Reader(JsonParser parser, long most) {
            this.parser = parser;
            this.left = most;
        }

        @Nullable
        Object value() {
            JsonToken token = parser.currentToken();
            take(token.isStructStart() ? CONTAINER : SCALAR);
            return switch (token) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> parser.getString();
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
                case VALUE_TRUE -> Boolean.TRUE;
                case VALUE_FALSE -> Boolean.FALSE;
                case VALUE_NULL -> null;
                default -> throw new JsonFormatException("unexpected " + token + where(parser));
            };
        }

        private void take(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new JsonFormatException("the document has too many values for its size" + where(parser));
            }
        }

        private Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                int members = object.size();
                take(MEMBER);
                parser.nextToken();
                object.put(name, value());
                if (object.size() == members) {
                    throw new JsonFormatException("the member \"" + name + "\" occurs twice", where(parser));
                }
            }
            return object;
        }

        private List<@Nullable Object> array() {
            List<@Nullable Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value());
            }
            return array;
        }
    }

    /**
     * JSON is UTF-8 (RFC 8259, 8.1). The parser would guess other encodings, and others would read another document.
     */
    private static void requireUtf8(byte[] document) {
        boolean bigMark = document.length >= 2 && document[0] == (byte) 0xfe && document[1] == (byte) 0xff;
        boolean littleMark = document.length >= 2 && document[0] == (byte) 0xff && document[1] == (byte) 0xfe;
        boolean wide = false;
        for (int i = 0; i < Math.min(4, document.length); i++) {
            wide |= document[i] == 0;
        }
        if (bigMark || littleMark || wide) {
            throw new JsonFormatException("the document is not in UTF-8");
        }
    }

    private static String where(JsonParser parser) {
        return where(parser.currentTokenLocation());
    }

    private static String where(TokenStreamLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Writes a value of maps, lists, strings, numbers and booleans without white space. */
    public static byte[] write(Object value) {
        return write(value, ObjectWriteContext.empty());
    }

    /** Writes a value for people to read, with white space. */
    public static byte[] writePretty(Object value) {
        return write(value, new ObjectWriteContext.Base() {
            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }

            @Override
            public PrettyPrinter getPrettyPrinter() {
                return new DefaultPrettyPrinter();
            }
        });
    }

    private static byte[] write(Object value, ObjectWriteContext context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(context, bytes)) {
            write(generator, value);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((name, member) -> {
                generator.writeName(String.valueOf(name));
                write(generator, member);
            });
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            generator.writeStartArray();
            for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
                write(generator, items.next());
            }
            generator.writeEndArray();
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Number number) {
            generator.writeNumber(number.toString());
        } else {
            generator.writeString(String.valueOf(value));
        }
    }
}
