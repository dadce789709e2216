package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.error.Text;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a manifest and everything below it as a tree, one line per descriptor. For a terminal, digests are shortened and lines
 * do not wrap.
 */
final class TreeText {
    private static final int SHORT_HEX = 12;
    private static final int SHORTEST_MEDIA_TYPE = 8;

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    private TreeText(int columns) {
        this.columns = columns;
    }

    /**
     * The whole tree.
     *
     * @param columns the width of the terminal; 0 for lines of any length with whole digests
     */
    static String of(Inspection root, int columns) {
        TreeText tree = new TreeText(columns);
        tree.line("", "", root, root.children(), root.referrers());
        return tree.text.toString().stripTrailing();
    }

    /** Only the referrers, and their referrers. */
    static String ofReferrers(Inspection root, String type, int columns) {
        TreeText tree = new TreeText(columns);
        tree.append("", tree.digest(root.descriptor()));
        tree.referrers("", root, type);
        return tree.text.toString().stripTrailing();
    }

    private void line(
            String indent, String first, Inspection shown, List<Inspection> children, List<Inspection> referrers) {
        append(first, text(shown, first));
        List<Inspection> all = new ArrayList<>(children);
        all.addAll(referrers);
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1;
            Inspection below = all.get(i);
            String branch = indent + (last ? "└── " : "├── ") + (i >= children.size() ? "referrer " : "");
            line(indent + (last ? "    " : "│   "), branch, below, below.children(), below.referrers());
        }
    }

    private void append(String before, String line) {
        String whole = before + line;
        text.append(columns == 0 ? whole : Terminal.fit(whole, columns - 1)).append('\n');
    }

    private String digest(Descriptor descriptor) {
        String digest = descriptor.digest().toString();
        int end = digest.indexOf(':') + 1 + SHORT_HEX;
        return columns == 0 ? digest : digest.substring(0, Math.min(end, digest.length()));
    }

    private void referrers(String indent, Inspection of, String type) {
        List<Inspection> shown = of.referrers().stream()
                .filter(referrer -> type.isEmpty() || referrer.artifactType().equals(type))
                .toList();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1;
            Inspection referrer = shown.get(i);
            append(
                    indent + (last ? "└── " : "├── "),
                    Text.clean(referrer.artifactType()) + " " + digest(referrer.descriptor()));
            referrers(indent + (last ? "    " : "│   "), referrer, "");
        }
    }

    private String text(Inspection inspection, String before) {
        Descriptor descriptor = inspection.descriptor();
        StringBuilder rest = new StringBuilder(" ").append(Sizes.text(descriptor.size()));
        if (!inspection.artifactType().isEmpty() && !inspection.artifactType().equals(descriptor.mediaType())) {
            rest.append(" type=").append(Text.clean(inspection.artifactType()));
        }
        descriptor.platform().ifPresent(platform -> rest.append(" platform=").append(Text.clean(platform.toString())));
        descriptor
                .annotation(Annotations.TITLE)
                .ifPresent(title -> rest.append(" title=").append(Text.clean(title)));
        rest.append(inspection.present() ? "" : " (missing)");
        String digest = digest(descriptor) + " ";
        String mediaType = Text.clean(descriptor.mediaType());
        int room = columns - 1 - Terminal.width(before + digest + rest);
        return digest
                + (columns == 0 ? mediaType : Terminal.fit(mediaType, Math.max(room, SHORTEST_MEDIA_TYPE)))
                + rest;
    }
}
