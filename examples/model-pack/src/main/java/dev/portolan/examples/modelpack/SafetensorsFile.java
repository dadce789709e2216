package dev.portolan.examples.modelpack;

import dev.portolan.content.ByteRange;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file in a registry: 8 bytes with the length of the header, the header as JSON, the tensors.
 *
 * <p>A part of a blob cannot be verified against the digest of the whole. Pull the model if that matters.
 */
public final class SafetensorsFile implements AutoCloseable {
    /** The header of most models fits in here, so one request is enough. */
    private static final int FIRST_READ = 256 << 10;

    /** The limit of the format. */
    private static final long LARGEST_HEADER = 100_000_000;

    private final Repository repository;
    private final Descriptor layer;
    private final Map<String, Tensor> tensors;

    private SafetensorsFile(Repository repository, Descriptor layer, Map<String, Tensor> tensors) {
        this.repository = repository;
        this.layer = layer;
        this.tensors = tensors;
    }

    static SafetensorsFile open(Repository repository, Descriptor layer) {
        byte[] first = read(repository, layer, 0, Math.min(FIRST_READ, layer.size()));
        if (first.length < Long.BYTES) {
            throw new IllegalArgumentException(layer.digest() + " is not a safetensors file: it is too short");
        }
        long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        long data = Long.BYTES + length;
        if (length < 2 || length > LARGEST_HEADER || data > layer.size()) {
            throw new IllegalArgumentException(
                    layer.digest() + " is not a safetensors file: no header of " + length + " bytes fits in");
        }
        byte[] header = data <= first.length
                ? Arrays.copyOfRange(first, Long.BYTES, (int) data)
                : read(repository, layer, Long.BYTES, length);
        return new SafetensorsFile(repository, layer, parse(header, data, layer));
    }

    private static Map<String, Tensor> parse(byte[] header, long data, Descriptor layer) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each :
                JsonMapper.shared().readTree(header).properties()) {
            if (each.getKey().equals("__metadata__")) {
                continue;
            }
            JsonNode value = each.getValue();
            long begin = value.at("/data_offsets/0").asLong(-1);
            long end = value.at("/data_offsets/1").asLong(-1);
            if (begin < 0 || end < begin || end > layer.size() - data) {
                throw new IllegalArgumentException(
                        layer.digest() + ": tensor " + each.getKey() + " is outside of the file");
            }
            List<Long> shape = new ArrayList<>();
            value.path("shape").forEach(dimension -> shape.add(dimension.asLong()));
            found.put(
                    each.getKey(),
                    new Tensor(
                            each.getKey(),
                            value.path("dtype").asString(""),
                            List.copyOf(shape),
                            data + begin,
                            end - begin));
        }
        return found;
    }

    /** The tensors, in the order of the header. */
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    /** The tensor with this name. */
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Downloads the bytes of one tensor, little-endian, and nothing else. */
    public byte[] read(Tensor tensor) {
        return read(repository, layer, tensor.offset(), tensor.size());
    }

    private static byte[] read(Repository repository, Descriptor layer, long offset, long length) {
        if (length == 0) {
            return new byte[0];
        }
        try (InputStream range = repository.open(layer, new ByteRange(offset, length))) {
            return range.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
