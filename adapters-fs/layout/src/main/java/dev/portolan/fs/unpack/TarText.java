package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Names in tars. Others than UTF-8 would come out as other names. */
final class TarText {
    private TarText() {}

    /**
     * Text up to the first NUL.
     *
     * @throws InvalidArchiveException when it is not UTF-8
     */
    static String upToNul(byte[] bytes, int offset, int length, String where) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return decode(bytes, offset, end, where);
    }

    /**
     * Text of which every byte counts.
     *
     * @throws InvalidArchiveException when it is not UTF-8
     */
    static String decode(byte[] bytes, int from, int to, String where) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            byte[] shown = Arrays.copyOfRange(bytes, from, Math.min(to, from + 100));
            throw new InvalidArchiveException(Problem.of("tar is refused")
                    .at(where)
                    .because("a name in it is not UTF-8; its bytes are "
                            + HexFormat.of().formatHex(shown))
                    .causedBy(e));
        }
    }
}
