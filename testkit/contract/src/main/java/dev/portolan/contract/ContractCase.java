package dev.portolan.contract;

import java.util.Objects;

/**
 * The result of one test.
 *
 * @param group which part of the contract it belongs to: {@code Pushing blobs}
 * @param name what the registry promises, as a sentence
 * @param outcome whether the registry keeps it
 * @param detail why it does not, or what it does not support; empty if it does
 */
public record ContractCase(String group, String name, Outcome outcome, String detail) {
    /** Whether the registry follows the specification. */
    public enum Outcome {
        /** It does. */
        PASS,
        /** It does something else. */
        FAIL,
        /** The test is about something optional that this registry does not have. */
        NOT_SUPPORTED
    }

    /** Checks that nothing is null. */
    public ContractCase {
        Objects.requireNonNull(group);
        Objects.requireNonNull(name);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(detail);
    }
}
