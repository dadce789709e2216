package dev.portolan.fs.pack;

import dev.portolan.fs.tar.TarFields;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a tar entry: POSIX ustar, with a PAX header before it only where ustar lacks the room. Holds nothing
 * that differs from machine to machine: owner and group are 0 and have no names.
 */
final class TarHeader {
    static final int BLOCK = TarFields.BLOCK;

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
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        if (link.length > NAME || !isAscii(link)) {
            pax.writeBytes(TarFields.paxRecord("linkpath", entry.link()));
        }
        if (cut < 0 || !isAscii(nameBytes)) {
            pax.writeBytes(TarFields.paxRecord("path", name));
        }
        if (entry.size() > LARGEST_SIZE) {
            pax.writeBytes(TarFields.paxRecord("size", Long.toString(entry.size())));
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
        TarFields.seal(own);
        return pax.size() == 0 ? own : joined(paxBlocks(pax.toByteArray(), seconds), own);
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

    private static byte[] paxBlocks(byte[] records, long seconds) {
        byte[] header = block((byte) 'x', 0644, records.length, seconds);
        byte[] name = "PaxHeader".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(name, 0, header, 0, name.length);
        TarFields.seal(header);
        return joined(header, Arrays.copyOf(records, records.length + TarFields.padding(records.length)));
    }

    private static byte[] block(byte type, int mode, long size, long seconds) {
        byte[] block = new byte[BLOCK];
        TarFields.octal(block, 100, 7, mode);
        TarFields.octal(block, 108, 7, 0);
        TarFields.octal(block, 116, 7, 0);
        TarFields.octal(block, 124, 11, Math.min(size, LARGEST_SIZE));
        TarFields.octal(block, 136, 11, seconds);
        block[156] = type;
        TarFields.magic(block);
        TarFields.octal(block, 329, 7, 0);
        TarFields.octal(block, 337, 7, 0);
        return block;
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
