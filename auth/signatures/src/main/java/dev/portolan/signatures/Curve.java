package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** The curves that signatures are made on. */
enum Curve {
    P256("secp256r1"),
    P384("secp384r1"),
    P521("secp521r1");

    private final ECParameterSpec parameters;

    Curve(String javaName) {
        try {
            AlgorithmParameters ec = AlgorithmParameters.getInstance("EC");
            ec.init(new ECGenParameterSpec(javaName));
            this.parameters = ec.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks the curve " + javaName, e);
        }
    }

    ECParameterSpec parameters() {
        return parameters;
    }

    /** Returns the curve of a key, compared by its numbers and not by its name. */
    static Curve of(ECKey key) {
        for (Curve curve : values()) {
            if (curve.isOf(key.getParams())) {
                return curve;
            }
        }
        throw new InvalidConfigurationException(
                Problem.of("the key's curve is not supported").advice("use P-256, P-384 or P-521"));
    }

    private boolean isOf(ECParameterSpec other) {
        return parameters.getCurve().equals(other.getCurve())
                && parameters.getGenerator().equals(other.getGenerator())
                && parameters.getOrder().equals(other.getOrder());
    }

    /** Returns whether a number is a private key on this curve. */
    boolean isSecret(BigInteger number) {
        return number.signum() > 0 && number.compareTo(parameters.getOrder()) < 0;
    }

    /**
     * Returns the public point of a secret number: the generator, added to itself so many times. No sum on the way is the
     * point at infinity, and only doubling adds a point to itself, because the number is smaller than the order. Runs
     * once, when a key file is read.
     */
    ECPoint publicPoint(BigInteger secret) {
        ECPoint generator = parameters.getGenerator();
        ECPoint sum = generator;
        for (int bit = secret.bitLength() - 2; bit >= 0; bit--) {
            sum = doubled(sum);
            if (secret.testBit(bit)) {
                sum = add(sum, generator);
            }
        }
        return sum;
    }

    private ECPoint doubled(ECPoint point) {
        BigInteger x = point.getAffineX();
        BigInteger square = x.multiply(x)
                .multiply(BigInteger.valueOf(3))
                .add(parameters.getCurve().getA());
        return third(point, point, square.multiply(inverse(point.getAffineY().shiftLeft(1))));
    }

    private ECPoint add(ECPoint one, ECPoint two) {
        BigInteger run = two.getAffineX().subtract(one.getAffineX());
        return third(one, two, two.getAffineY().subtract(one.getAffineY()).multiply(inverse(run)));
    }

    /** The sum of two points, from the slope of the line through them. */
    private ECPoint third(ECPoint one, ECPoint two, BigInteger slope) {
        BigInteger x = slope.multiply(slope).subtract(one.getAffineX()).subtract(two.getAffineX());
        BigInteger y = slope.multiply(one.getAffineX().subtract(x)).subtract(one.getAffineY());
        return new ECPoint(x.mod(prime()), y.mod(prime()));
    }

    private BigInteger inverse(BigInteger number) {
        return number.modInverse(prime());
    }

    private BigInteger prime() {
        return ((ECFieldFp) parameters.getCurve().getField()).getP();
    }
}
