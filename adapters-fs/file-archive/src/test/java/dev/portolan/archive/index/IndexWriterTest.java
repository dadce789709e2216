package dev.portolan.archive.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.Table;
import dev.portolan.archive.GoldenArchives;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our output, read with the FlatBuffers library's own accessors, which every generated reader uses. */
class IndexWriterTest {
    private static final Digest ONE = Digest.sha256("one".getBytes(UTF_8));
    private static final Digest DATA = Digest.sha256("data".getBytes(UTF_8));

    @Test
    void flatbuffers_reads_a_written_index() {
        IndexWriter writer = new IndexWriter();
        writer.add(new IndexWriter.Entry("a.txt", 0, 3, 3, ONE, 0644, 7, 8, 1_767_323_045_123_456_789L, false));
        writer.add(new IndexWriter.Entry("a/ü", 3, 4, 5L << 32, ONE, 0755, 0, 0, -1, true));
        assertThat(generic(writer.finish(7, DATA)))
                .containsExactly(
                        "version 1, algorithm 0, size 7, hash " + DATA.hex(),
                        "a.txt 0 3 3 " + ONE.hex() + " 644 7 8 1767323045123456789 0",
                        "a/ü 3 4 21474836480 " + ONE.hex() + " 755 0 0 -1 1");
    }

    @Test
    void flatbuffers_reads_an_index_written_by_go_in_the_same_slots() {
        assertThat(generic(GoldenArchives.index("none")))
                .hasSize(10)
                .contains("a.txt 16 6 6 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
                        + " 644 0 0 1767323045123456789 0");
    }

    @Test
    void the_same_entries_give_the_same_bytes() {
        byte[][] written = new byte[2][];
        for (int i = 0; i < 2; i++) {
            IndexWriter writer = new IndexWriter();
            writer.add(new IndexWriter.Entry("a", 0, 3, 3, ONE, 0644, 0, 0, 1, false));
            written[i] = writer.finish(3, DATA);
        }
        assertThat(written[0]).isEqualTo(written[1]);
    }

    private static List<String> generic(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Generic root = new Generic(buffer, buffer.getInt(0));
        List<String> lines = new ArrayList<>();
        lines.add("version " + root.int32(0, 1) + ", algorithm " + root.int8(1) + ", size " + root.int64(3) + ", hash "
                + root.hash(4));
        for (Generic entry : root.tables(2)) {
            lines.add(entry.string(0) + " " + entry.int64(1) + " " + entry.int64(2) + " " + entry.int64(3) + " "
                    + entry.hash(4) + " " + Integer.toOctalString(entry.int32(5, 0)) + " " + entry.int32(6, 0) + " "
                    + entry.int32(7, 0) + " " + entry.int64(8) + " " + entry.int8(9));
        }
        return lines;
    }

    private static final class Generic extends Table {
        Generic(ByteBuffer buffer, int position) {
            __reset(position, buffer);
        }

        private int at(int slot) {
            return __offset(4 + 2 * slot);
        }

        int int8(int slot) {
            return at(slot) == 0 ? 0 : bb.get(at(slot) + bb_pos);
        }

        int int32(int slot, int absent) {
            return at(slot) == 0 ? absent : bb.getInt(at(slot) + bb_pos);
        }

        long int64(int slot) {
            return at(slot) == 0 ? 0 : bb.getLong(at(slot) + bb_pos);
        }

        String string(int slot) {
            return __string(at(slot) + bb_pos);
        }

        String hash(int slot) {
            byte[] hash = new byte[__vector_len(at(slot))];
            bb.duplicate().position(__vector(at(slot))).get(hash);
            return Digest.ofHash(DigestAlgorithm.SHA256, hash).hex();
        }

        List<Generic> tables(int slot) {
            List<Generic> tables = new ArrayList<>();
            for (int i = 0; i < __vector_len(at(slot)); i++) {
                tables.add(new Generic(bb, __indirect(__vector(at(slot)) + 4 * i)));
            }
            return tables;
        }
    }
}
