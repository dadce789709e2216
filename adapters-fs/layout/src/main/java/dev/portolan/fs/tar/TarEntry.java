package dev.portolan.fs.tar;

/**
 * One entry of a tar that is neither a directory nor about other entries.
 *
 * @param name its name, without {@code ./} in front
 * @param regular whether it is a plain file; links and devices are not
 * @param offset where its bytes begin in the tar
 * @param size how many there are
 */
public record TarEntry(String name, boolean regular, long offset, long size) {}
