package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.error.Text;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.util.ArrayList;
import java.util.List;

/** Draws a manifest and everything below it as a tree, one line per descriptor. */
final class TreeText {
    private final StringBuilder text = new StringBuilder();

    private TreeText() {}

    /** Returns the whole tree. */
    static String of(Inspection root) {
        TreeText tree = new TreeText();
        tree.line("", line(root), root.children(), root.referrers());
        return tree.text.toString().stripTrailing();
    }

    /** Only the referrers, and their referrers. */
    static String ofReferrers(Inspection root, String type) {
        TreeText tree = new TreeText();
        tree.text.append(root.descriptor().digest()).append('\n');
        tree.referrers("", root, type);
        return tree.text.toString().stripTrailing();
    }

    private void line(String indent, String line, List<Inspection> children, List<Inspection> referrers) {
        text.append(line).append('\n');
        List<Inspection> all = new ArrayList<>(children);
        all.addAll(referrers);
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1;
            Inspection below = all.get(i);
            text.append(indent).append(last ? "└── " : "├── ").append(i >= children.size() ? "referrer " : "");
            line(indent + (last ? "    " : "│   "), line(below), below.children(), below.referrers());
        }
    }

    private void referrers(String indent, Inspection of, String type) {
        List<Inspection> shown = of.referrers().stream()
                .filter(referrer -> type.isEmpty() || referrer.artifactType().equals(type))
                .toList();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1;
            Inspection referrer = shown.get(i);
            text.append(indent).append(last ? "└── " : "├── ");
            text.append(Text.clean(referrer.artifactType()))
                    .append(' ')
                    .append(referrer.descriptor().digest())
                    .append('\n');
            referrers(indent + (last ? "    " : "│   "), referrer, "");
        }
    }

    private static String line(Inspection inspection) {
        Descriptor descriptor = inspection.descriptor();
        StringBuilder line = new StringBuilder(descriptor.digest().toString())
                .append(' ')
                .append(Text.clean(descriptor.mediaType()))
                .append(' ')
                .append(Sizes.text(descriptor.size()));
        if (!inspection.artifactType().isEmpty() && !inspection.artifactType().equals(descriptor.mediaType())) {
            line.append(" type=").append(Text.clean(inspection.artifactType()));
        }
        descriptor.platform().ifPresent(platform -> line.append(" platform=").append(platform));
        descriptor
                .annotation(Annotations.TITLE)
                .ifPresent(title -> line.append(" title=").append(Text.clean(title)));
        return line.append(inspection.present() ? "" : " (missing)").toString();
    }
}
