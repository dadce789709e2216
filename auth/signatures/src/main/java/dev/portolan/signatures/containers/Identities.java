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
import org.jspecify.annotations.Nullable;

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
            case "matchExact" -> new Identity(null, Identities::isExact);
            case "matchRepository" -> new Identity(null, Identities::isSameRepository);
            case "exactReference" -> new Identity(reference(json, "dockerReference"), Identities::isExact);
            case "exactRepository" -> new Identity(reference(json, "dockerRepository"), Identities::isSameRepository);
            case "remapIdentity" -> new Remapped(prefix(json, "prefix"), prefix(json, "signedPrefix"));
            default -> DEFAULT;
        };
    }

    /** {@code matchRepoDigestOrExact}: with a digest the repository must be the same, otherwise the tag, too. */
    static final SignedIdentity DEFAULT = new Identity(null, Identities::isRepositoryOfDigestOrExact);

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

    /** Returns a host with its port, a namespace or a repository. */
    private static String prefix(JsonObject json, String member) {
        String text = json.requiredString(member);
        try {
            Reference.of(Reference.REGISTRY, text + "/name");
            return text;
        } catch (InvalidReferenceException e) {
            throw new JsonFormatException("\"" + json.path(member) + "\" is not HOST[:PORT][/NAMESPACE]");
        }
    }

    private static RegistryReference reference(JsonObject json, String member) {
        String text = json.requiredString(member);
        return read(text).orElseThrow(() -> new JsonFormatException("\"" + json.path(member) + "\" is malformed"));
    }

    /** Parses a name without adding a default tag. */
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

    /**
     * A rule that compares the signed name with another one.
     *
     * @param expected the name in the policy; null for the one that the user gave, which a layout does not have
     */
    private record Identity(@Nullable RegistryReference expected, Rule rule) implements SignedIdentity {
        @Override
        public boolean accepts(Reference wanted, String signed) {
            Optional<RegistryReference> name = read(signed);
            return name.isPresent() && accepts(wanted, name.get());
        }

        private boolean accepts(Reference wanted, RegistryReference signed) {
            return Optional.ofNullable(expected)
                    .or(wanted::registryReference)
                    .filter(name -> rule.accepts(name, signed))
                    .isPresent();
        }

        @Override
        public boolean acceptsUnnamed(Reference wanted) {
            return wanted.registryReference()
                    .filter(found -> accepts(wanted, RegistryReference.of(found.registry(), found.repository())))
                    .isPresent();
        }
    }

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
            boolean under = name.equals(prefix) || name.startsWith(prefix + "/");
            if (!under || wanted.registryReference().isEmpty()) {
                return wanted;
            }
            Reference other = Reference.ofName(signedPrefix + name.substring(prefix.length()));
            Reference tagged = wanted.tag().map(other::withTag).orElse(other);
            return wanted.digest().map(tagged::withDigest).orElse(tagged);
        }
    }
}
