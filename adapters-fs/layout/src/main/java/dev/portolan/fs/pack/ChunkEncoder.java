package dev.portolan.fs.pack;

/**
 * Compresses the chunks of a stream independently, into parts that form one compressed stream when they are
 * concatenated. This makes the output independent of the number of threads.
 */
interface ChunkEncoder {

    /** Returns the most bytes that a chunk of this length becomes. */
    int bound(int length);

    /**
     * Encodes one chunk; called from several threads.
     *
     * @param last whether the stream ends with this chunk
     * @return the number of bytes put into {@code to}
     */
    int encode(byte[] from, int length, boolean last, byte[] to);

    /** Bytes before the first chunk. */
    default byte[] header() {
        return new byte[0];
    }

    /** Starts the trailer of a stream. */
    default Trailer trailer() {
        return Trailer.NONE;
    }

    /** The trailer of a stream, computed from its bytes, in order, on one thread. */
    interface Trailer {
        Trailer NONE = new Trailer() {
            @Override
            public void update(byte[] bytes, int length) {}

            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        };

        /** Adds the next uncompressed bytes. */
        void update(byte[] bytes, int length);

        /** Returns the bytes after the last chunk. */
        byte[] bytes();
    }
}
