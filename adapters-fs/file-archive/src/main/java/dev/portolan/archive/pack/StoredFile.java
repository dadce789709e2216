package dev.portolan.archive.pack;

import dev.portolan.model.Digest;

/** A file whose bytes are in the data, or in a segment of it. */
record StoredFile(SourceFile source, Digest digest, long originalSize, long storedSize, boolean zstd) {}
