package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.error.Text;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a manifest and everything below it as a tree, one line per descriptor. For a terminal, digests are shortened and lines
 * do not wrap.
 */
final class TreeText {
    private static final int SHORT_HEX = 12;
    private static final int SHORTEST_HEX = 8;
    /** From this width on, a digest has its algorithm. */
    private static final int WIDE = 60;

    private static final int NARROW = 40;
    private static final int SHORTEST_MEDIA_TYPE = 12;

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
        tree.line("", "", root);
        return tree.text.toString().stripTrailing();
    }

    /** Only the referrers, and their referrers. */
    static String ofReferrers(Inspection root, String type, int columns) {
        TreeText tree = new TreeText(columns);
        tree.append("", tree.digest(root.descriptor()));
        tree.referrers("", root, type);
        return tree.text.toString().stripTrailing();
    }

    private void line(String indent, String first, Inspection shown) {
        append(first, text(shown, first));
        List<Inspection> all = new ArrayList<>(shown.children());
        all.addAll(shown.referrers());
        for (int i = 0; i < all.size(); i++) {
            boolean last = i == all.size() - 1;
            String referrer = i >= shown.children().size() ? "referrer " : "";
            line(indent + (last ? "    " : "│   "), indent + (last ? "└── " : "├── ") + referrer, all.get(i));
        }
    }

    private void append(String before, String line) {
        String whole = before + line;
        text.append(columns == 0 ? whole : Terminal.fit(whole, columns - 1)).append('\n');
    }

    private String digest(Descriptor descriptor) {
        Digest digest = descriptor.digest();
        if (columns == 0) {
            return digest.toString();
        }
        String algorithm = columns >= WIDE ? digest.algorithm().id() + ":" : "";
        return algorithm + digest.hex().substring(0, columns >= NARROW ? SHORT_HEX : SHORTEST_HEX);
    }

    private void referrers(String indent, Inspection of, String type) {
        List<Inspection> shown = of.referrers().stream()
                .filter(referrer -> type.isEmpty() || referrer.artifactType().equals(type))
                .toList();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1;
            Inspection referrer = shown.get(i);
            String branch = indent + (last ? "└── " : "├── ");
            String digest = " " + digest(referrer.descriptor());
            int room = columns == 0 ? Integer.MAX_VALUE : columns - 1 - Terminal.width(branch + digest);
            append(branch, Terminal.fit(Text.clean(referrer.artifactType()), Math.max(room, 0)) + digest);
            referrers(indent + (last ? "    " : "│   "), referrer, "");
        }
    }

    /** Returns digest, media type, size and details; on a terminal, the details are shortened last and the size never. */
    private String text(Inspection inspection, String before) {
        Descriptor descriptor = inspection.descriptor();
        String digest = digest(descriptor);
        String mediaType = " " + Text.clean(descriptor.mediaType());
        String size = " " + Sizes.text(descriptor.size());
        String details = details(inspection);
        if (columns != 0) {
            int room = columns - 1 - Terminal.width(before + digest + size);
            details = Terminal.fit(details, Math.max(room, 0));
            room -= Terminal.width(details);
            mediaType = room < SHORTEST_MEDIA_TYPE ? "" : Terminal.fit(mediaType, room);
        }
        return digest + mediaType + size + details;
    }

    private static String details(Inspection inspection) {
        Descriptor descriptor = inspection.descriptor();
        StringBuilder details = new StringBuilder();
        if (!inspection.artifactType().isEmpty() && !inspection.artifactType().equals(descriptor.mediaType())) {
            details.append(" type=").append(Text.clean(inspection.artifactType()));
        }
        descriptor
                .platform()
                .ifPresent(platform -> details.append(" platform=").append(Text.clean(platform.toString())));
        descriptor
                .annotation(Annotations.TITLE)
                .ifPresent(title -> details.append(" title=").append(Text.clean(title)));
        return details.append(inspection.present() ? "" : " (missing)").toString();
    }
}
