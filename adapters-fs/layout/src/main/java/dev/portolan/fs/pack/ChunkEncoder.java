package dev.portolan.fs.pack;

/**
 * Turns the chunks of a stream, each by itself, into parts that make one compressed stream when they are put one
 * after the other. That is what makes the output independent of how many threads work on it.
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
    byte[] header();

    /** Starts what gathers the stream's trailer. */
    default Trailer trailer() {
        return Trailer.NONE;
    }

    /** What follows the last chunk: gathers over the bytes of one stream, in order, on one thread. */
    interface Trailer {
        /** No trailer. */
        Trailer NONE = new Trailer() {
            @Override
            public void update(byte[] bytes, int length) {}

            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        };

        /** Takes notice of the next bytes before compression. */
        void update(byte[] bytes, int length);

        /** Returns the bytes after the last chunk. */
        byte[] bytes();
    }
}
