package dev.portolan.fs.layout;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A program that writes a large artifact into a layout, exports it to an archive, and imports it again. */
final class LargeCopy {
    private static final Tag V1 = Tag.of("v1");

    private LargeCopy() {}

    /** Arguments: a directory, a size in MiB. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        LayoutRepository home = LayoutRepository.at(folder.resolve("home"), LayoutOptions.defaults());
        Descriptor layer = home.write(MediaTypes.OCTET_STREAM, new Noise(size));
        home.write(Descriptor.empty(), Content.of(Samples.text("{}")));
        home.put(V1, ImageManifest.builder().layers(List.of(layer)).build());

        ExecutorService threads = Executors.newCachedThreadPool();
        CopyEngine engine = new CopyEngine(threads);
        try (OciArchiveRepository archive =
                OciArchiveRepository.at(folder.resolve("carried.tar"), LayoutOptions.defaults())) {
            engine.copy(home, V1, archive, V1, CopyOptions.defaults());
        }
        LayoutRepository away = LayoutRepository.at(folder.resolve("away"), LayoutOptions.defaults());
        try (OciArchiveRepository archive =
                OciArchiveRepository.at(folder.resolve("carried.tar"), LayoutOptions.defaults())) {
            engine.copy(archive, V1, away, V1, CopyOptions.defaults());
        }
        threads.shutdown();
        System.out.println(away.verify().good() ? "good" : "damaged");
    }

    /** This many different MiB. */
    private record Noise(int size) implements Content {
        @Override
        public InputStream open() {
            throw new UnsupportedOperationException("it is only written once");
        }

        @Override
        public void writeTo(BlobSink sink) throws IOException {
            byte[] chunk = new byte[1 << 20];
            new Random(1).nextBytes(chunk);
            for (int i = 0; i < size; i++) {
                ByteBuffer.wrap(chunk).putInt(i);
                sink.write(ByteBuffer.wrap(chunk));
            }
        }
    }
}
