package dev.portolan.signatures.containers;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.signatures.cosign.SignedIdentity;
import dev.portolan.signatures.internal.Members;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of {@code signedIdentity} (containers-policy.json.5). A bundle names nothing: it counts as a signature for
 * the repository in which it was found, without a tag.
 */
final class Identities {
    private Identities() {}

    static SignedIdentity parse(JsonObject json) {
        String type = json.requiredString("type");
        switch (type) {
            case "matchExact", "matchRepoDigestOrExact", "matchRepository" -> Members.only(json, Set.of("type"));
            case "exactReference" -> Members.only(json, Set.of("type", "dockerReference"));
            case "exactRepository" -> Members.only(json, Set.of("type", "dockerRepository"));
            case "remapIdentity" -> Members.only(json, Set.of("type", "prefix", "signedPrefix"));
            default -> throw new JsonFormatException("\"" + json.path("type") + "\" is not a known identity");
        }
        return switch (type) {
            case "matchExact" -> new Identity((wanted, signed) -> isExact(wanted, signed));
            case "matchRepository" -> new Identity((wanted, signed) -> isSameRepository(wanted, signed));
            case "exactReference" -> {
                RegistryReference expected = reference(json, "dockerReference");
                yield new Identity((wanted, signed) -> isExact(expected, signed));
            }
            case "exactRepository" -> {
                RegistryReference expected = reference(json, "dockerRepository");
                yield new Identity((wanted, signed) -> isSameRepository(expected, signed));
            }
            case "remapIdentity" -> new Remapped(json.requiredString("prefix"), json.requiredString("signedPrefix"));
            default -> DEFAULT;
        };
    }

    /** {@code matchRepoDigestOrExact}: with a digest the repository must be the same, otherwise the tag, too. */
    static final SignedIdentity DEFAULT = new Identity(Identities::isRepositoryOfDigestOrExact);

    private static boolean isRepositoryOfDigestOrExact(RegistryReference wanted, RegistryReference signed) {
        return wanted.digest().isPresent() ? isSameRepository(wanted, signed) : isExact(wanted, signed);
    }

    /** Both must have a tag or a digest, and the same one. */
    private static boolean isExact(RegistryReference wanted, RegistryReference signed) {
        return isSameRepository(wanted, signed)
                && signed.tagOrDigest().isPresent()
                && wanted.tag().equals(signed.tag())
                && wanted.digest().equals(signed.digest());
    }

    private static boolean isSameRepository(RegistryReference wanted, RegistryReference signed) {
        return wanted.registry().equals(signed.registry())
                && wanted.repository().equals(signed.repository());
    }

    private static RegistryReference reference(JsonObject json, String member) {
        String text = json.requiredString(member);
        return read(text).orElseThrow(() -> new JsonFormatException("\"" + json.path(member) + "\" is malformed"));
    }

    /** Reads a name without making up a tag for it. */
    private static Optional<RegistryReference> read(String text) {
        try {
            RegistryReference parsed = RegistryReference.parse(text);
            boolean named = text.contains("@") || text.lastIndexOf(':') > text.lastIndexOf('/');
            return Optional.of(named ? parsed : RegistryReference.of(parsed.registry(), parsed.repository()));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    private interface Rule {
        boolean accepts(RegistryReference wanted, RegistryReference signed);
    }

    /** A rule that compares two names in registries. */
    private record Identity(Rule rule) implements SignedIdentity {
        @Override
        public boolean accepts(Reference wanted, String signed) {
            Optional<RegistryReference> name = read(signed);
            return name.isPresent() && accepts(wanted, name.get());
        }

        private boolean accepts(Reference wanted, RegistryReference signed) {
            // Rules with a name of their own look at nothing else, so that they work for layouts, too.
            RegistryReference asked = wanted.registryReference().orElse(NOWHERE);
            return rule.accepts(asked, signed);
        }

        @Override
        public boolean acceptsUnnamed(Reference wanted) {
            return wanted.registryReference()
                    .map(found -> accepts(wanted, RegistryReference.of(found.registry(), found.repository())))
                    .orElse(false);
        }
    }

    /** The name of content outside registries; nothing can be signed for it. */
    private static final RegistryReference NOWHERE = RegistryReference.of("invalid.invalid", "nowhere");

    /** {@code remapIdentity}: a mirror's content is signed under its first name. */
    private record Remapped(String prefix, String signedPrefix) implements SignedIdentity {
        @Override
        public boolean accepts(Reference wanted, String signed) {
            return DEFAULT.accepts(remapped(wanted), signed);
        }

        @Override
        public boolean acceptsUnnamed(Reference wanted) {
            return DEFAULT.acceptsUnnamed(wanted);
        }

        private Reference remapped(Reference wanted) {
            String name = wanted.name();
            boolean under = name.equals(prefix)
                    || name.startsWith(prefix.endsWith("/") ? prefix : prefix + "/")
                    || !prefix.contains("/") && name.startsWith(prefix + ":");
            if (!under || wanted.registryReference().isEmpty()) {
                return wanted;
            }
            Reference other = Reference.ofName(signedPrefix + name.substring(prefix.length()));
            Reference tagged = wanted.tag().map(other::withTag).orElse(other);
            return wanted.digest().map(tagged::withDigest).orElse(tagged);
        }
    }
}
