package dev.portolan.fs.files;

import java.io.IOException;
import java.io.InputStream;

/** Reads one byte from streams that are made for reading many. */
public final class SingleByte {
    private SingleByte() {}

    /** Implements {@link InputStream#read()} by {@link InputStream#read(byte[], int, int)}. */
    public static int read(InputStream in) throws IOException {
        byte[] one = new byte[1];
        return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
