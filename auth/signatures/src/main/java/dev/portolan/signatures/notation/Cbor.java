package dev.portolan.signatures.notation;

import dev.portolan.signatures.internal.RejectedException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of CBOR (RFC 8949) that COSE uses: whole numbers, byte strings, texts, lists, maps and tags, each in its
 * shortest form, with definite lengths. Numbers are read as Long, texts as String, byte strings as byte[].
 */
final class Cbor {
    private static final int DEEPEST = 8;
    private static final int MOST_ITEMS = 1000;

    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;

    private final ByteBuffer in;
    private int items;

    private Cbor(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** A value with a tag. */
    record Tagged(long tag, Object value) {}

    /**
     * Reads one value, which must be all that there is.
     *
     * @throws RejectedException when it is anything but CBOR of this kind
     */
    static Object read(byte[] bytes) {
        Cbor reader = new Cbor(bytes);
        Object value = reader.value(0);
        if (reader.in.hasRemaining()) {
            throw malformed("there is data after its end");
        }
        return value;
    }

    private static RejectedException malformed(String reason) {
        return new RejectedException("its CBOR is malformed: " + reason);
    }

    private Object value(int depth) {
        if (depth > DEEPEST || ++items > MOST_ITEMS) {
            throw malformed("it is nested too deeply, or has too many values");
        }
        int first = next();
        int kind = first >> 5;
        long number = argument(first & 0x1f);
        return switch (kind) {
            case 0 -> number;
            case NEGATIVE -> -1 - number;
            case BYTES -> take(number);
            case TEXT -> text(take(number));
            case LIST -> list(number, depth);
            case MAP -> map(number, depth);
            case TAG -> new Tagged(number, value(depth + 1));
            default -> throw malformed("it has a value of an unknown kind");
        };
    }

    private int next() {
        if (!in.hasRemaining()) {
            throw malformed("it is cut short");
        }
        return in.get() & 0xff;
    }

    private long argument(int info) {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw malformed("it has an indefinite length");
        }
        int bytes = 1 << info - 24;
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | next();
        }
        long smallest = bytes == 1 ? 24 : 1L << 4 * bytes;
        if (number < smallest) {
            throw malformed("it has a number that is too large, or not in the shortest form");
        }
        return number;
    }

    private byte[] take(long length) {
        if (length > in.remaining()) {
            throw malformed("it is cut short");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("a text is not in UTF-8");
        }
    }

    private List<Object> list(long length, int depth) {
        List<Object> list = new ArrayList<>();
        for (long i = 0; i < length; i++) {
            list.add(value(depth + 1));
        }
        return list;
    }

    private Map<Object, Object> map(long length, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (long i = 0; i < length; i++) {
            Object key = value(depth + 1);
            if (!(key instanceof Long || key instanceof String)) {
                throw malformed("a key is neither a number nor text");
            }
            if (map.put(key, value(depth + 1)) != null) {
                throw malformed("a key occurs twice");
            }
        }
        return map;
    }

    /** Writes a value of the kinds that {@link #read} returns; integers may be of any width. */
    static byte[] write(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(value, out);
        return out.toByteArray();
    }

    private static void write(Object value, ByteArrayOutputStream out) {
        if (value instanceof Number number) {
            long whole = number.longValue();
            head(whole < 0 ? NEGATIVE : 0, whole < 0 ? -1 - whole : whole, out);
        } else if (value instanceof byte[] bytes) {
            head(BYTES, bytes.length, out);
            out.writeBytes(bytes);
        } else if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            head(TEXT, bytes.length, out);
            out.writeBytes(bytes);
        } else if (value instanceof List<?> list) {
            head(LIST, list.size(), out);
            list.forEach(item -> write(item, out));
        } else if (value instanceof Map<?, ?> map) {
            head(MAP, map.size(), out);
            map.forEach((key, member) -> {
                write(key, out);
                write(member, out);
            });
        } else if (value instanceof Tagged tagged) {
            head(TAG, tagged.tag(), out);
            write(tagged.value(), out);
        } else {
            throw new IllegalArgumentException("this kind of CBOR is not supported");
        }
    }

    private static void head(int kind, long number, ByteArrayOutputStream out) {
        if (number < 24) {
            out.write(kind << 5 | (int) number);
            return;
        }
        int power = number < 1 << 8 ? 0 : number < 1 << 16 ? 1 : number < 1L << 32 ? 2 : 3;
        out.write(kind << 5 | 24 + power);
        byte[] bytes = BigInteger.valueOf(number).toByteArray();
        for (int i = (1 << power) - 1; i >= 0; i--) {
            out.write(i < bytes.length ? bytes[bytes.length - 1 - i] : 0);
        }
    }
}
