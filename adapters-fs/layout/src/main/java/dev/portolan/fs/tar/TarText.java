package dev.portolan.fs.tar;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads names in a tar.
 *
 * @param where which tar, for messages
 * @param strict whether to refuse names that are not UTF-8, which would become other names
 */
record TarText(String where, boolean strict) {
    private static final int MOST_SHOWN = 100;

    /**
     * Returns the text up to the first NUL.
     *
     * @throws InvalidArchiveException when it is not UTF-8
     */
    String upToNul(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return decode(bytes, offset, end);
    }

    /**
     * Returns text of which every byte counts.
     *
     * @throws InvalidArchiveException when it is not UTF-8
     */
    String decode(byte[] bytes, int from, int to) {
        if (!strict) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            byte[] shown = Arrays.copyOfRange(bytes, from, Math.min(to, from + MOST_SHOWN));
            throw new InvalidArchiveException(Problem.of("the tar is refused")
                    .at(where)
                    .because("a name in it is not UTF-8; its bytes are "
                            + HexFormat.of().formatHex(shown))
                    .causedBy(e));
        }
    }

    InvalidArchiveException malformed(String reason) {
        return new InvalidArchiveException(
                Problem.of("the tar is malformed").at(where).because(reason));
    }
}
