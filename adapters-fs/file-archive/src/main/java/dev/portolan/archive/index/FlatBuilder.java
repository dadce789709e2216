package dev.portolan.archive.index;

import java.util.Arrays;

/**
 * Writes a FlatBuffers buffer, from its end to its beginning, with the same bytes as the FlatBuffers library. A position
 * is counted from the end of the buffer. For one thread.
 */
final class FlatBuilder {
    private byte[] bytes = new byte[64 << 10];
    private int used;
    private int widest = 1;
    private int[] fields = {};
    private int tableStart;
    private int[] vtables = new int[4];
    private int vtableCount;

    /** Writes a string, and returns its position. */
    int string(byte[] utf8) {
        align(4, utf8.length + 1);
        put(1, 0);
        return bytes(utf8);
    }

    /** Writes a vector of bytes, and returns its position. */
    int bytes(byte[] vector) {
        align(4, vector.length);
        reserve(vector.length);
        System.arraycopy(vector, 0, bytes, bytes.length - used, vector.length);
        return scalar(4, vector.length);
    }

    /** Writes a vector of the first tables of these, and returns its position. */
    int tables(int[] tables, int count) {
        align(4, Math.multiplyExact(4, count));
        for (int i = count - 1; i >= 0; i--) {
            offset(tables[i]);
        }
        return scalar(4, count);
    }

    /** Begins a table with this many fields. Strings and vectors cannot be written until it ends. */
    void startTable(int fieldCount) {
        fields = new int[fieldCount];
        tableStart = used;
    }

    /** Writes a number into the table, unless it is the default, which is left out. */
    void field(int slot, int width, long value, long defaultValue) {
        if (value != defaultValue) {
            fields[slot] = scalar(width, value);
        }
    }

    /** Writes a reference to a string or a vector into the table. */
    void reference(int slot, int position) {
        fields[slot] = offset(position);
    }

    /** Ends the table, and returns its position. Tables with the same fields share the description of them. */
    int endTable() {
        int table = scalar(4, 0);
        int count = fields.length;
        while (count > 0 && fields[count - 1] == 0) {
            count--;
        }
        for (int i = count - 1; i >= 0; i--) {
            scalar(2, fields[i] == 0 ? 0 : table - fields[i]);
        }
        scalar(2, table - tableStart);
        int vtable = scalar(2, 4 + 2L * count);
        int shared = sameVtable(vtable, 4 + 2 * count);
        if (shared != vtable) {
            used = table;
        }
        write(table, 4, shared - table);
        return table;
    }

    private int sameVtable(int vtable, int length) {
        int from = bytes.length - vtable;
        for (int i = 0; i < vtableCount; i++) {
            int other = bytes.length - vtables[i];
            if (Arrays.equals(bytes, from, from + length, bytes, other, Math.min(other + length, bytes.length))) {
                return vtables[i];
            }
        }
        if (vtableCount == vtables.length) {
            vtables = Arrays.copyOf(vtables, 2 * vtableCount);
        }
        vtables[vtableCount++] = vtable;
        return vtable;
    }

    /** Ends the buffer, whose root is this table, and returns its bytes. */
    byte[] finish(int root) {
        align(widest, 4);
        offset(root);
        return Arrays.copyOfRange(bytes, bytes.length - used, bytes.length);
    }

    private int offset(int position) {
        align(4, 0);
        return put(4, used + 4L - position);
    }

    private int scalar(int width, long value) {
        align(width, 0);
        return put(width, value);
    }

    private int put(int width, long value) {
        reserve(width);
        write(used, width, value);
        return used;
    }

    private void write(int position, int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes[bytes.length - position + i] = (byte) (value >>> 8 * i);
        }
    }

    /** Pads with zeros, so that what follows after this many more bytes is aligned to its width. */
    private void align(int width, int more) {
        widest = Math.max(widest, width);
        int padding = -Math.addExact(used, more) & (width - 1);
        reserve(padding);
        Arrays.fill(bytes, bytes.length - used, bytes.length - used + padding, (byte) 0);
    }

    private void reserve(int length) {
        int needed = Math.addExact(used, length);
        if (needed > bytes.length) {
            byte[] larger = new byte[(int) Math.min(Math.max(2L * bytes.length, needed), Integer.MAX_VALUE - 8)];
            System.arraycopy(bytes, bytes.length - used, larger, larger.length - used, used);
            bytes = larger;
        }
        used = needed;
    }
}
