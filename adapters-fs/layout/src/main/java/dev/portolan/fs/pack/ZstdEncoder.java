package dev.portolan.fs.pack;

import com.github.luben.zstd.Zstd;

/** zstd (RFC 8878): one frame per chunk. Frames one after the other are a stream. Call
 * {@link dev.portolan.fs.compress.ZstdLibrary#load} before the first use. */
final class ZstdEncoder implements ChunkEncoder {
    private static final int LEVEL = 3;

    @Override
    public int bound(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    @Override
    public int encode(byte[] from, int length, boolean last, byte[] to) {
        return Math.toIntExact(Zstd.compressByteArray(to, 0, to.length, from, 0, length, LEVEL));
    }
}
