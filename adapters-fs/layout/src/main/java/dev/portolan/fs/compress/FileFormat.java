package dev.portolan.fs.compress;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A file format that is often found where a tar is expected. Portolan does not read it; messages name it.
 *
 * @param words its name with an article
 * @param advice what to do about it
 * @param compressed whether it is a compression that Portolan does not read
 */
public record FileFormat(String words, String advice, boolean compressed) {
    private record Magic(String bytes, FileFormat format) {}

    private static final Magic[] KNOWN = {
        magic("\u00fd7zXZ\0", decompressed("xz")),
        magic("BZh", decompressed("bzip2")),
        magic("\u0004\"M\u0018", decompressed("lz4")),
        magic("\u0002!L\u0018", decompressed("lz4")),
        magic("LZIP", decompressed("lzip")),
        magic("]\0\0", decompressed("lzma")),
        magic(
                "\u001f\u009d",
                new FileFormat("compressed with compress (.Z)", "decompress it with uncompress first", true)),
        magic("\u001f\u008b", new FileFormat("compressed with gzip twice", "decompress it with gunzip first", true)),
        magic("(\u00b5/\u00fd", new FileFormat("compressed with zstd twice", "decompress it with unzstd first", true)),
        magic("PK\u0003\u0004", repacked("a zip archive")),
        magic("PK\u0005\u0006", repacked("an empty zip archive")),
        magic("7z\u00bc\u00af'\u001c", repacked("a 7z archive")),
        magic("Rar!", repacked("a rar archive")),
        magic("!<arch>\n", repacked("an ar archive, or a Debian package")),
        magic("\u00ed\u00ab\u00ee\u00db", repacked("an RPM package")),
        magic("hsqs", repacked("a squashfs image")),
        magic("070707", repacked("a cpio archive")),
        magic("070701", repacked("a cpio archive")),
        magic("SQLite format 3", otherFile("an SQLite database")),
        magic("%PDF-", otherFile("a PDF document")),
        magic("\u007fELF", otherFile("an ELF program")),
        magic("-----BEGIN ", otherFile("a PEM file")),
        magic(
                "version https://git-lfs",
                new FileFormat("a Git LFS pointer", "fetch the file with git lfs pull", false)),
        magic("#!", otherFile("a script")),
    };

    /** Names the format of a file by its first bytes, a few hundred of them; empty when it is not a known one. */
    public static Optional<FileFormat> of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        for (Magic magic : KNOWN) {
            if (text.startsWith(magic.bytes)) {
                return Optional.of(magic.format);
            }
        }
        return text(text);
    }

    private static Optional<FileFormat> text(String start) {
        String text = start.startsWith("\u00ef\u00bb\u00bf") ? start.substring(3) : start;
        String lower = text.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html") || lower.startsWith("<head")) {
            return Optional.of(new FileFormat(
                    "an HTML page",
                    "the download saved a web page instead of the file; check the URL and log in",
                    false));
        }
        if (lower.startsWith("<?xml")) {
            return Optional.of(otherFile("an XML document"));
        }
        return lower.startsWith("{") || lower.startsWith("[{")
                ? Optional.of(otherFile("a JSON document"))
                : Optional.empty();
    }

    private static Magic magic(String bytes, FileFormat format) {
        return new Magic(bytes, format);
    }

    private static FileFormat decompressed(String program) {
        return new FileFormat(
                "compressed with " + program + ", which is not supported",
                "decompress it with " + program + " -d first, or use gzip or zstd",
                true);
    }

    private static FileFormat repacked(String what) {
        return new FileFormat(what, "pack the content as a tar", false);
    }

    private static FileFormat otherFile(String what) {
        return new FileFormat(what, "check the path", false);
    }
}
