package dev.portolan.fs.unpack;

import dev.portolan.model.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The facts known about a tar before it is read.
 *
 * @param where the destination, for messages
 * @param top the directories that contain all of its entries and are left out
 * @param digest of the uncompressed tar, if it is known
 */
record Origin(String where, List<String> top, Optional<Digest> digest) {}
