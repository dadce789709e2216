package dev.portolan.fs.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes invalid and hostile tars. */
public final class RawTar {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a file. */
    public RawTar file(String name, byte[] content) {
        bytes.writeBytes(Tar.fileHeader(name, content.length));
        return content(content);
    }

    /** Adds an entry of any type, whose header may say another size than it has. */
    public RawTar entry(char type, String name, long size, byte[] content) {
        bytes.writeBytes(Tar.header(type, name, 0644, size, 0, ""));
        return content(content);
    }

    /** Adds a link: {@code '1'} a hard one, {@code '2'} a symbolic one. */
    public RawTar link(char type, String name, String target) {
        bytes.writeBytes(Tar.header(type, name, 0777, 0, 0, target));
        return this;
    }

    /** Adds an entry whose header is changed after it was made; its checksum is not. */
    public RawTar broken(String name, int offset, int value) {
        byte[] header = Tar.fileHeader(name, 0);
        header[offset] = (byte) value;
        bytes.writeBytes(header);
        return this;
    }

    /** Adds an entry whose size field has this text. */
    public RawTar size(String name, String size) {
        byte[] header = Tar.fileHeader(name, 0);
        byte[] field = Arrays.copyOf(size.getBytes(StandardCharsets.ISO_8859_1), 12);
        System.arraycopy(field, 0, header, 124, 12);
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 8);
        bytes.writeBytes(header);
        return this;
    }

    private RawTar content(byte[] content) {
        bytes.writeBytes(content);
        bytes.writeBytes(new byte[(int) (Tar.padded(content.length) - content.length)]);
        return this;
    }

    /** The tar, without its end. */
    public byte[] cut() {
        return bytes.toByteArray();
    }

    /** The tar with its end. */
    public byte[] whole() {
        bytes.writeBytes(Tar.end(bytes.size()));
        return bytes.toByteArray();
    }
}
