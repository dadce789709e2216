package dev.portolan.error;

import java.io.Serializable;

/**
 * An entry of the error list in a registry's response (distribution-spec, "Error Codes").
 *
 * @param code the code, such as {@code MANIFEST_UNKNOWN}; empty when the registry gave none
 * @param message the registry's own message, cleaned by {@link Text}; empty when it gave none
 * @since 0.1.0
 */
public record RegistryError(String code, String message) implements Serializable {

    /** Cleans both texts: they come from a server. */
    public RegistryError {
        code = Text.message(Text.clean(code, 100));
        message = Text.message(message);
    }

    @Override
    public String toString() {
        return message.isEmpty() ? code : code.isEmpty() ? message : code + ": " + message;
    }
}
