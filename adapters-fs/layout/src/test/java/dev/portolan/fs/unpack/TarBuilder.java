package dev.portolan.fs.unpack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Writes tars that no sane program writes: every field as the test wants it. */
final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBuilder file(String name, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return header(name, '0', 0644, octal(bytes.length, 11), "").content(bytes);
    }

    TarBuilder file(String name, int mode, byte[] bytes) {
        return header(name, '0', mode, octal(bytes.length, 11), "").content(bytes);
    }

    TarBuilder directory(String name) {
        return entry(name, '5', "");
    }

    TarBuilder symlink(String name, String target) {
        return entry(name, '2', target);
    }

    TarBuilder hardLink(String name, String target) {
        return entry(name, '1', target);
    }

    /** An entry without content. */
    TarBuilder entry(String name, char type, String link) {
        return header(name, type, 0755, octal(0, 11), link);
    }

    /** A PAX header of one record. */
    TarBuilder pax(char type, String key, String value) {
        int rest = (key + value).getBytes(UTF_8).length + 3;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return extension(type, length + " " + key + "=" + value + "\n");
    }

    /** An extended header of this type with this content. */
    TarBuilder extension(char type, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return header("ext", type, 0644, octal(bytes.length, 11), "").content(bytes);
    }

    /** A header whose size field has exactly these bytes. */
    TarBuilder header(String name, char type, int mode, byte[] size, String link) {
        byte[] block = new byte[512];
        put(block, 0, 100, name);
        put(block, 100, 8, String.format("%07o", mode));
        put(block, 108, 8, "0000000");
        put(block, 116, 8, "0000000");
        System.arraycopy(size, 0, block, 124, Math.min(size.length, 12));
        put(block, 136, 12, "00000000000");
        block[156] = (byte) type;
        put(block, 157, 100, link);
        put(block, 257, 6, "ustar");
        put(block, 263, 2, "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, 7, String.format("%06o", sum));
        out.writeBytes(block);
        return this;
    }

    /** The bytes, and padding to a whole block. */
    TarBuilder content(byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[-bytes.length & 511]);
        return this;
    }

    /** Bytes as they are. */
    TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** The tar without its end. */
    byte[] unfinished() {
        return out.toByteArray();
    }

    /** The whole tar. */
    byte[] bytes() {
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length + 1024);
    }

    static byte[] octal(long value, int digits) {
        return String.format("%0" + digits + "o", value).getBytes(UTF_8);
    }

    /** A number in GNU's binary form. */
    static byte[] binary(long value) {
        byte[] bytes = new byte[12];
        Arrays.fill(bytes, (byte) (value < 0 ? 0xff : 0));
        for (int i = 0; i < 8; i++) {
            bytes[11 - i] = (byte) (value >> 8 * i);
        }
        bytes[0] |= (byte) 0x80;
        return bytes;
    }

    private static void put(byte[] block, int offset, int room, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, room));
    }
}
