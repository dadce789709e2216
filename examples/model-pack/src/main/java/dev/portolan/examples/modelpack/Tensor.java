package dev.portolan.examples.modelpack;

import java.util.List;

/**
 * A tensor in a safetensors file.
 *
 * @param name its name: {@code model.embed_tokens.weight}
 * @param type the type of its numbers: {@code F32}, {@code BF16}
 * @param shape its dimensions
 * @param offset where it begins in the file, in bytes
 * @param size its size in bytes
 */
public record Tensor(String name, String type, List<Long> shape, long offset, long size) {}
