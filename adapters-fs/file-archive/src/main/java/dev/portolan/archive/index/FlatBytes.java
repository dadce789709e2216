package dev.portolan.archive.index;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A FlatBuffers buffer of unknown origin. The FlatBuffers library for Java does not verify what it reads; here every
 * position is checked against the end of the buffer before it is used, so a hostile buffer ends in
 * {@link InvalidArchiveException} and in nothing else.
 */
final class FlatBytes {
    /** What {@link #field} returns for a field that is not there, which has its default value then. */
    static final int ABSENT = 0;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final String where;

    FlatBytes(byte[] bytes, String where) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.where = where;
    }

    byte[] array() {
        return bytes;
    }

    int root() {
        return table(follow(0));
    }

    /** Returns the position of the table with this index in a vector of tables. */
    int tableAt(int vector, int index) {
        return follow(vector + 4 + 4 * index);
    }

    /** Checks the table at this position, and with it its vtable; returns the position. */
    int table(int table) {
        int vtable = vtable(table);
        need(vtable, 4);
        int vtableSize = uint16(vtable);
        int tableSize = uint16(vtable + 2);
        if (vtableSize < 4 || (vtableSize & 1) != 0 || tableSize < 4) {
            throw damaged("the vtable at byte " + vtable + " has impossible sizes");
        }
        need(vtable, vtableSize);
        need(table, tableSize);
        return table;
    }

    private int vtable(int table) {
        need(table, 4);
        long vtable = (long) table - buffer.getInt(table);
        if (vtable < 0 || vtable > bytes.length - 4) {
            throw damaged("the table at byte " + table + " points outside the index");
        }
        return (int) vtable;
    }

    /**
     * Returns the position of a table's field of this width, or {@link #ABSENT}.
     *
     * @param table a position that {@link #table} has checked
     */
    int field(int table, int slot, int width) {
        int vtable = vtable(table);
        int entry = 4 + 2 * slot;
        if (entry + 2 > uint16(vtable)) {
            return ABSENT;
        }
        int offset = uint16(vtable + entry);
        if (offset == 0) {
            return ABSENT;
        }
        if (offset < 4 || offset + width > uint16(vtable + 2)) {
            throw damaged("a field of the table at byte " + table + " is outside of it");
        }
        return table + offset;
    }

    /** Returns the position that the offset in a table's field points to; {@link #ABSENT} when the field is absent. */
    int reference(int table, int slot) {
        int field = field(table, slot, 4);
        return field == ABSENT ? ABSENT : follow(field);
    }

    /** Returns the number of elements of the vector at this position, all of which are within the buffer. */
    int vectorLength(int vector, int elementSize) {
        need(vector, 4);
        long length = Integer.toUnsignedLong(buffer.getInt(vector));
        if (length * elementSize > bytes.length - 4L - vector) {
            throw damaged("the vector at byte " + vector + " claims to have " + length
                    + " elements, more than the index can hold");
        }
        return (int) length;
    }

    int uint8(int table, int slot, int absent) {
        int field = field(table, slot, 1);
        return field == ABSENT ? absent : bytes[field] & 0xff;
    }

    int int32(int table, int slot, int absent) {
        int field = field(table, slot, 4);
        return field == ABSENT ? absent : buffer.getInt(field);
    }

    long int64(int table, int slot, long absent) {
        int field = field(table, slot, 8);
        return field == ABSENT ? absent : buffer.getLong(field);
    }

    private int uint16(int position) {
        return buffer.getShort(position) & 0xffff;
    }

    private int follow(int position) {
        need(position, 4);
        long target = position + Integer.toUnsignedLong(buffer.getInt(position));
        if (target > bytes.length - 4) {
            throw damaged("the offset at byte " + position + " points outside the index");
        }
        return (int) target;
    }

    private void need(int position, int width) {
        if (position < 0 || position > bytes.length - width) {
            throw damaged("it ends before byte " + (position + (long) width));
        }
    }

    InvalidArchiveException damaged(String reason) {
        return new InvalidArchiveException(Problem.of("the index of the file archive is damaged")
                .at(where)
                .because(reason)
                .advice("push the archive again"));
    }
}
