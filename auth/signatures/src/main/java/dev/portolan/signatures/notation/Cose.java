package dev.portolan.signatures.notation;

import dev.portolan.signatures.internal.RejectedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The COSE form of a signature: COSE_Sign1 (RFC 9052, 4.2; signature-envelope-cose.md). */
final class Cose {
    static final String MEDIA_TYPE = "application/cose";

    private static final long SIGN1 = 18;
    private static final long EPOCH = 1;
    private static final Long ALGORITHM = 1L;
    private static final Long CRITICAL = 2L;
    private static final Long CONTENT_TYPE = 3L;
    static final Long CHAIN = 33L;
    private static final byte[] NOTHING = {};

    private Cose() {}

    /**
     * Reads an envelope.
     *
     * @throws RejectedException when it is not one
     */
    static NotationEnvelope parse(byte[] bytes) {
        if (!(Cbor.read(bytes) instanceof Cbor.Tagged tagged
                && tagged.tag() == SIGN1
                && tagged.value() instanceof List<?> parts
                && parts.size() == 4
                && parts.get(0) instanceof byte[] encodedHeader
                && parts.get(1) instanceof Map<?, ?> unprotected
                && parts.get(2) instanceof byte[] payload
                && parts.get(3) instanceof byte[] signature
                && Cbor.read(encodedHeader) instanceof Map<?, ?> header)) {
            throw new RejectedException("it is not a COSE_Sign1 message");
        }
        NotationEnvelope.requireKnown(header.keySet(), Set.of(ALGORITHM, CRITICAL, CONTENT_TYPE));
        if (!Set.of(CHAIN, NotationEnvelope.AGENT, NotationEnvelope.TIMESTAMP).containsAll(unprotected.keySet())) {
            throw new RejectedException("it has an unknown header");
        }
        if (unprotected.containsKey(NotationEnvelope.AGENT)) {
            text(unprotected, NotationEnvelope.AGENT);
        }
        String scheme = text(header, NotationEnvelope.SCHEME);
        boolean byAuthority = scheme.equals(NotationEnvelope.SIGNING_AUTHORITY);
        return new NotationEnvelope(
                AlgorithmNames.ofCose(member(header, ALGORITHM)),
                text(header, CONTENT_TYPE),
                scheme,
                time(member(header, byAuthority ? NotationEnvelope.AUTHENTIC_TIME : NotationEnvelope.SIGNING_TIME)),
                header.containsKey(NotationEnvelope.EXPIRY) ? time(member(header, NotationEnvelope.EXPIRY)) : null,
                critical(member(header, CRITICAL)),
                payload,
                signedBytes(encodedHeader, payload),
                signature,
                NotationEnvelope.chain(certificates(member(unprotected, CHAIN))),
                unprotected.containsKey(NotationEnvelope.TIMESTAMP));
    }

    private static Object member(Map<?, ?> header, Object name) {
        Object value = header.get(name);
        if (value == null) {
            throw new RejectedException("the header " + name + " is missing");
        }
        return value;
    }

    private static String text(Map<?, ?> header, Object name) {
        if (member(header, name) instanceof String text) {
            return text;
        }
        throw new RejectedException("the header " + name + " is not a text");
    }

    private static Instant time(Object value) {
        try {
            if (value instanceof Cbor.Tagged tagged
                    && tagged.tag() == EPOCH
                    && tagged.value() instanceof Long seconds) {
                return Instant.ofEpochSecond(seconds);
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw new RejectedException("a time is malformed");
    }

    private static Set<String> critical(Object value) {
        Set<String> names = new HashSet<>();
        if (value instanceof List<?> list) {
            for (Object name : list) {
                if (!(name instanceof String text) || !names.add(text)) {
                    throw new RejectedException("its critical headers are malformed");
                }
            }
        }
        return names;
    }

    private static List<byte[]> certificates(Object value) {
        List<byte[]> certificates = new ArrayList<>();
        for (Object one : value instanceof List<?> list ? list : List.of(value)) {
            if (!(one instanceof byte[] der)) {
                throw new RejectedException("a certificate is malformed");
            }
            certificates.add(der);
        }
        return certificates;
    }

    /** RFC 9052, 4.4. */
    private static byte[] signedBytes(byte[] encodedHeader, byte[] payload) {
        return Cbor.write(List.of("Signature1", encodedHeader, NOTHING, payload));
    }

    static byte[] write(NotationSigning signing, byte[] payload, Instant now, @Nullable Instant expiry) {
        List<String> critical = new ArrayList<>(List.of(NotationEnvelope.SCHEME));
        Map<Object, Object> header = new LinkedHashMap<>();
        header.put(ALGORITHM, AlgorithmNames.cose(signing.algorithmName()));
        header.put(CRITICAL, critical);
        header.put(CONTENT_TYPE, NotationEnvelope.PAYLOAD_TYPE);
        if (expiry != null) {
            critical.add(NotationEnvelope.EXPIRY);
            header.put(NotationEnvelope.EXPIRY, new Cbor.Tagged(EPOCH, expiry.getEpochSecond()));
        }
        header.put(NotationEnvelope.SIGNING_TIME, new Cbor.Tagged(EPOCH, now.getEpochSecond()));
        header.put(NotationEnvelope.SCHEME, NotationEnvelope.X509);
        byte[] encodedHeader = Cbor.write(header);
        Map<Object, Object> unprotected = new LinkedHashMap<>();
        unprotected.put(CHAIN, signing.encodedChain());
        unprotected.put(NotationEnvelope.AGENT, NotationSigning.AGENT);
        byte[] signature = signing.sign(signedBytes(encodedHeader, payload));
        return Cbor.write(new Cbor.Tagged(SIGN1, List.of(encodedHeader, unprotected, payload, signature)));
    }
}
