package dev.portolan.fs.layout;

import java.util.List;

/**
 * What a {@link Verification} found.
 *
 * @param manifests how many manifests were read, each digest once
 * @param blobs how many other blobs were read
 * @param bytes how many bytes these have together
 * @param findings what is wrong; empty when all is well
 * @since 0.1.0
 */
public record VerifyReport(int manifests, int blobs, long bytes, List<Finding> findings) {

    /** Copies the findings. */
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /** Returns whether nothing is wrong. */
    public boolean good() {
        return findings.isEmpty();
    }
}
