package dev.portolan.internal.json;

import java.io.ByteArrayOutputStream;
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
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Reads JSON into maps, lists, strings, numbers and booleans, and writes them back. Objects keep their order.
 * A key that stands twice is refused: two readers could take it for two different documents.
 */
public final class Json {
    private static final int DEEPEST = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
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

    /** Reads any document: a Map, List, String, Number, Boolean or null. */
    public static @Nullable Object parse(byte[] document) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() == null) {
                throw new JsonFormatException("the document is empty");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonFormatException("something follows the end of the document" + place(parser));
            }
            return value;
        } catch (JacksonException e) {
            throw new JsonFormatException(
                    e.getOriginalMessage(),
                    e.getLocation() == null
                            ? ""
                            : place(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new JsonFormatException("unexpected " + token + place(parser));
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static String place(JsonParser parser) {
        return place(
                parser.currentTokenLocation().getLineNr(),
                parser.currentTokenLocation().getColumnNr());
    }

    private static String place(int line, int column) {
        return line < 1 ? "" : " at line " + line + ", column " + column;
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
