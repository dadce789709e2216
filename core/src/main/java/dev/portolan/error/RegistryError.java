package dev.portolan.error;

import java.io.Serializable;

/**
 * One entry of the error list that a registry answered with (distribution-spec, "Error Codes").
 *
 * @param code the code, such as {@code MANIFEST_UNKNOWN}; empty when the registry gave none
 * @param message the registry's own words, at most a few hundred characters; empty when it gave none
 */
public record RegistryError(String code, String message) implements Serializable {

    @Override
    public String toString() {
        return message.isEmpty() ? code : code.isEmpty() ? message : code + ": " + message;
    }
}
