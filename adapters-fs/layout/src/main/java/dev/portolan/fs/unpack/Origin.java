package dev.portolan.fs.unpack;

import dev.portolan.model.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a tar beforehand.
 *
 * @param where where it is unpacked to, for messages
 * @param top the folders that all of its entries lie below, and that are left out
 * @param digest of the tar before compression, where it was said
 */
record Origin(String where, List<String> top, Optional<Digest> digest) {}
