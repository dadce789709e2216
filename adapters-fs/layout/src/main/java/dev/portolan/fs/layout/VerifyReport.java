package dev.portolan.fs.layout;

import java.util.List;

/**
 * The result of a {@link Verification}.
 *
 * @param manifests the number of manifests, each digest counted once
 * @param blobs the number of other blobs
 * @param bytes the total size of both, in bytes
 * @param findings the faults; empty if there are none
 * @since 0.1.0
 */
public record VerifyReport(int manifests, int blobs, long bytes, List<Finding> findings) {

    /** Copies the findings. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Returns whether there are no faults. */
    public boolean good() {
        return findings.isEmpty();
    }
}
