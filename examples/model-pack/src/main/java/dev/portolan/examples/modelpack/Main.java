package dev.portolan.examples.modelpack;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model from its directory to a registry and back, and one tensor of it. */
public final class Main {
    private Main() {}

    /** Runs on a model of its own making, or on the directory that is named; the registry is in this program. */
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("model-pack");
        Path model = args.length > 0 ? Path.of(args[0]) : sample(work.resolve("tiny-model"), 1000);
        try (RegistryServer registry = RegistryServer.start()) {
            run(model, registry.host() + "/models/tiny:v1", work.resolve("pulled"), System.out);
        }
    }

    static void run(Path directory, String reference, Path pulled, PrintStream out) throws IOException {
        try (OciClient client = OciClient.of(
                HttpTransport.builder().credentials(DefaultCredentials.create()).build())) {
            ModelPack models = new ModelPack(client);
            out.println("Pushed " + reference + " as "
                    + models.push(reference, directory, new ModelConfig("tiny", "safetensors", "1k")));
            out.println("Config: " + models.config(reference));
            try (SafetensorsFile file = models.open(reference, "model.safetensors")) {
                for (Tensor tensor : file.tensors()) {
                    out.println("Tensor: " + tensor);
                }
                Tensor bias = file.tensor("bias").orElseThrow();
                out.println("Read " + file.read(bias).length + " bytes of bias, and nothing else");
            }
            models.pull(reference, pulled);
            out.println("Pulled into " + pulled);
        }
    }

    /** A model with a weight of some numbers, and a small bias behind it. */
    static Path sample(Path directory, int numbers) throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("README.md"), "# A tiny model\n");
        Files.writeString(directory.resolve("config.json"), "{\"architectures\":[\"Tiny\"]}\n");
        Files.writeString(directory.resolve("run.py"), "print('hello')\n");
        Files.writeString(directory.resolve("data/train.csv"), "1,2\n");
        int weight = numbers * Float.BYTES;
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"weight\":{\"dtype\":\"F32\",\"shape\":[" + numbers + ",1],\"data_offsets\":[0," + weight + "]},"
                + "\"bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[" + weight + "," + (weight + 12) + "]}}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + json.length + weight + 12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        for (int i = 0; i < numbers; i++) {
            file.putFloat(i);
        }
        file.putFloat(0.5f).putFloat(1.5f).putFloat(2.5f);
        Files.write(directory.resolve("model.safetensors"), file.array());
        return directory;
    }
}
