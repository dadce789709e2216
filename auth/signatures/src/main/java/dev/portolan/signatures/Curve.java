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

    /** Returns the public point of a private number. Runs once, when a key file is read. */
    ECPoint publicPoint(BigInteger secret) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = secret.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (secret.testBit(bit)) {
                sum = add(sum, parameters.getGenerator());
            }
        }
        return sum;
    }

    private ECPoint add(ECPoint one, ECPoint two) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return two;
        }
        if (two.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
        BigInteger x1 = one.getAffineX();
        BigInteger y1 = one.getAffineY();
        BigInteger slope;
        if (one.equals(two)) {
            BigInteger square = x1.multiply(x1)
                    .multiply(BigInteger.valueOf(3))
                    .add(parameters.getCurve().getA());
            slope = square.multiply(y1.shiftLeft(1).modInverse(prime)).mod(prime);
        } else if (x1.equals(two.getAffineX())) {
            return ECPoint.POINT_INFINITY;
        } else {
            BigInteger run = two.getAffineX().subtract(x1).mod(prime).modInverse(prime);
            slope = two.getAffineY().subtract(y1).multiply(run).mod(prime);
        }
        BigInteger x =
                slope.multiply(slope).subtract(x1).subtract(two.getAffineX()).mod(prime);
        return new ECPoint(x, slope.multiply(x1.subtract(x)).subtract(y1).mod(prime));
    }
}
