package dev.portolan.fs.pack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a tar entry: POSIX ustar, with a PAX header before it only where ustar lacks the room. Holds nothing
 * that differs from machine to machine: owner and group are 0 and have no names.
 */
final class TarHeader {
    static final int BLOCK = 512;

    /** The last second that the field of a header can hold. */
    static final long LATEST = 077777777777L;

    private static final int NAME = 100;
    private static final int PREFIX = 155;
    private static final long LARGEST_SIZE = 077777777777L;

    private TarHeader() {}

    /** One or more blocks. */
    static byte[] of(TreeEntry entry, long seconds) {
        boolean directory = entry.kind() == TreeEntry.Kind.DIRECTORY;
        String name = directory ? entry.name() + "/" : entry.name();
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] link = entry.link().getBytes(StandardCharsets.UTF_8);
        int cut = cut(nameBytes);
        StringBuilder pax = new StringBuilder();
        if (link.length > NAME || !isAscii(link)) {
            appendRecord(pax, "linkpath", entry.link());
        }
        if (cut < 0 || !isAscii(nameBytes)) {
            appendRecord(pax, "path", name);
        }
        if (entry.size() > LARGEST_SIZE) {
            appendRecord(pax, "size", Long.toString(entry.size()));
        }
        byte type = (byte)
                switch (entry.kind()) {
                    case FILE -> '0';
                    case SYMLINK -> '2';
                    case DIRECTORY -> '5';
                };
        byte[] own = block(type, entry.mode(), entry.size(), seconds);
        if (cut > 0) {
            System.arraycopy(nameBytes, 0, own, 345, cut);
            System.arraycopy(nameBytes, cut + 1, own, 0, nameBytes.length - cut - 1);
        } else {
            System.arraycopy(nameBytes, 0, own, 0, Math.min(nameBytes.length, NAME));
        }
        System.arraycopy(link, 0, own, 157, Math.min(link.length, NAME));
        seal(own);
        return pax.isEmpty() ? own : joined(paxBlocks(pax.toString(), seconds), own);
    }

    /** The number of bytes that fill a file's last block. */
    static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /** Where the name is cut into prefix and name: 0 not at all, below 0 when it fits in no way. */
    private static int cut(byte[] name) {
        if (name.length <= NAME) {
            return 0;
        }
        for (int i = Math.max(1, name.length - NAME - 1); i <= PREFIX && i < name.length - 1; i++) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] paxBlocks(String records, long seconds) {
        byte[] bytes = records.getBytes(StandardCharsets.UTF_8);
        byte[] header = block((byte) 'x', 0644, bytes.length, seconds);
        byte[] name = "PaxHeader".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, header, 0, name.length);
        seal(header);
        return joined(header, Arrays.copyOf(bytes, bytes.length + padding(bytes.length)));
    }

    private static byte[] block(byte type, int mode, long size, long seconds) {
        byte[] block = new byte[BLOCK];
        octal(block, 100, 7, mode);
        octal(block, 108, 7, 0);
        octal(block, 116, 7, 0);
        octal(block, 124, 11, Math.min(size, LARGEST_SIZE));
        octal(block, 136, 11, seconds);
        block[156] = type;
        byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
        System.arraycopy(magic, 0, block, 257, magic.length);
        octal(block, 329, 7, 0);
        octal(block, 337, 7, 0);
        return block;
    }

    /** The checksum is taken with its own field as spaces. */
    private static void seal(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 6, sum);
        block[154] = 0;
    }

    private static void octal(byte[] block, int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
    }

    /** A record's length counts its own digits. */
    private static void appendRecord(StringBuilder records, String key, String value) {
        int rest = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        records.append(length).append(' ').append(key).append('=').append(value).append('\n');
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
