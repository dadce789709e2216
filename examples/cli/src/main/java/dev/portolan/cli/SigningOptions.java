package dev.portolan.cli;

import dev.portolan.model.RegistryReference;
import dev.portolan.signature.Signer;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.cosign.CosignForm;
import dev.portolan.signatures.cosign.CosignSigner;
import dev.portolan.signatures.notation.NotationFormat;
import dev.portolan.signatures.notation.NotationSigner;
import dev.portolan.signatures.notation.NotationTrustStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The key and the format for signing. */
final class SigningOptions {
    private enum Format {
        BUNDLE,
        TAG,
        BOTH,
        JWS,
        COSE
    }

    /** Reads a {@link Format}. */
    static final class FormatArgument implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) throws Exception {
            return EnumArgument.of(Format.class).convert(text);
        }
    }

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "private key: PKCS#8 in PEM, or a cosign key")
    private Path key;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatArgument.class,
            description = {
                "cosign's bundle (default), tag (for Podman, Skopeo, Kyverno) or both;",
                "notation's jws or cose"
            })
    private Format format = Format.BUNDLE;

    @Option(
            names = "--certificates",
            paramLabel = "FILE",
            description = "the key's certificate chain, leaf first (PEM; for jws and cose)")
    private @Nullable Path certificates;

    @Option(
            names = "--expires-in",
            paramLabel = "TIME",
            converter = DurationArgument.class,
            description = "how long the signature is valid, such as 720h (for jws and cose)")
    private @Nullable Duration lifetime;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            description = "the repository name to sign (for tag; default: that of REF)")
    private @Nullable String identity;

    @Mixin
    private final PassphraseOption passphrase = new PassphraseOption();

    /** Returns the signer for these options. */
    Signer signer() {
        boolean notation = format == Format.JWS || format == Format.COSE;
        if (notation && certificates == null) {
            throw new IllegalArgumentException("--format jws and cose need --certificates FILE");
        }
        if (!notation && (certificates != null || lifetime != null)) {
            throw new IllegalArgumentException("--certificates and --expires-in need --format jws or cose");
        }
        SigningKey signingKey = InputFile.parse(key, this::privateKey);
        return notation && certificates != null ? notation(signingKey, certificates) : cosign(signingKey);
    }

    private SigningKey privateKey(byte[] pem) {
        boolean encrypted = new String(pem, StandardCharsets.ISO_8859_1).contains(" ENCRYPTED ");
        char[] typed = passphrase.read(key, encrypted);
        try {
            return SigningKey.parse(pem, typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    private Signer notation(SigningKey signingKey, Path chain) {
        NotationSigner signer = NotationSigner.of(
                        signingKey, NotationTrustStore.parse(InputFile.read(chain), chain.toString()))
                .withFormat(format == Format.JWS ? NotationFormat.JWS : NotationFormat.COSE);
        return lifetime == null ? signer : signer.withLifetime(lifetime);
    }

    private Signer cosign(SigningKey signingKey) {
        CosignForm[] forms = switch (format) {
            case TAG -> new CosignForm[] {CosignForm.TAG};
            case BOTH -> CosignForm.values();
            default -> new CosignForm[] {CosignForm.BUNDLE};
        };
        CosignSigner signer = CosignSigner.of(signingKey).withForms(forms);
        return identity == null ? signer : signer.withIdentity(RegistryReference.parse(identity));
    }
}
