package dev.portolan.examples.infraartifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tars that would write outside of the directory that they are unpacked into. */
enum EvilTar {
    PARENT {
        @Override
        void write(TarArchiveOutputStream tar, Path outside) throws IOException {
            file(tar, "../evil");
        }
    },
    ABSOLUTE {
        @Override
        void write(TarArchiveOutputStream tar, Path outside) throws IOException {
            file(tar, outside.resolve("evil").toString());
        }
    },
    SYMBOLIC_LINK {
        @Override
        void write(TarArchiveOutputStream tar, Path outside) throws IOException {
            link(tar, "link", outside.toString(), TarConstants.LF_SYMLINK);
            file(tar, "link/evil");
        }
    },
    CHAIN_OF_SYMBOLIC_LINKS {
        @Override
        void write(TarArchiveOutputStream tar, Path outside) throws IOException {
            link(tar, "a", ".", TarConstants.LF_SYMLINK);
            link(tar, "b", "a/..", TarConstants.LF_SYMLINK);
            file(tar, "b/evil");
        }
    },
    HARD_LINK {
        @Override
        void write(TarArchiveOutputStream tar, Path outside) throws IOException {
            link(tar, "evil", "../../my-component/.env", TarConstants.LF_LINK);
        }
    };

    abstract void write(TarArchiveOutputStream tar, Path outside) throws IOException;

    /** The tar, compressed with gzip. */
    byte[] bytes(Path outside) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            file(tar, "harmless");
            write(tar, outside);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name) throws IOException {
        byte[] content = name.getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target, byte type) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
