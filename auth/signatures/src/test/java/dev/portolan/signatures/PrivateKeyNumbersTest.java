package dev.portolan.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers in the file of a private key. */
class PrivateKeyNumbersTest {

    /** Points that other programs computed are in {@link KeyFilesTest}; these are known without computing. */
    @ParameterizedTest
    @EnumSource
    void the_smallest_and_the_largest_number_of_a_curve_are_keys(Curve curve) throws GeneralSecurityException {
        var generator = curve.parameters().getGenerator();
        BigInteger largest = curve.parameters().getOrder().subtract(BigInteger.ONE);

        ECPublicKey first = (ECPublicKey) read(curve, BigInteger.ONE).publicKey();
        ECPublicKey last = (ECPublicKey) read(curve, largest).publicKey();

        assertThat(first.getW()).isEqualTo(generator);
        assertThat(last.getW().getAffineX()).isEqualTo(generator.getAffineX());
        assertThat(last.getW().getAffineY()).isNotEqualTo(generator.getAffineY());
    }

    @ParameterizedTest
    @EnumSource
    void a_number_outside_of_the_curve_is_no_key(Curve curve) throws GeneralSecurityException {
        BigInteger order = curve.parameters().getOrder();
        assertThat(curve.isSecret(BigInteger.ONE.negate())).isFalse();
        for (BigInteger number : new BigInteger[] {BigInteger.ZERO, order, order.add(BigInteger.ONE)}) {
            byte[] file = file("EC", new ECPrivateKeySpec(number, curve.parameters()));
            assertThatThrownBy(() -> SigningKey.parse(file, new char[0]))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageStartingWith("the private key cannot be read");
        }
    }

    @Test
    void an_rsa_key_without_a_usable_exponent_is_refused() throws GeneralSecurityException {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) TestKeys.pair("RSA2048").getPrivate();
        byte[] file = file(
                "RSA",
                new RSAPrivateCrtKeySpec(
                        key.getModulus(),
                        BigInteger.ONE,
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient()));

        assertThatThrownBy(() -> SigningKey.parse(file, new char[0]))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("its numbers are not a valid key");
    }

    @Test
    void an_rsa_key_without_its_public_exponent_is_refused() throws GeneralSecurityException {
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) TestKeys.pair("RSA2048").getPrivate();
        byte[] file = file("RSA", new RSAPrivateKeySpec(key.getModulus(), key.getPrivateExponent()));

        assertThatThrownBy(() -> SigningKey.parse(file, new char[0]))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("the public key is missing");
    }

    private static SigningKey read(Curve curve, BigInteger secret) throws GeneralSecurityException {
        return SigningKey.parse(file("EC", new ECPrivateKeySpec(secret, curve.parameters())), new char[0]);
    }

    private static byte[] file(String kind, KeySpec numbers) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(numbers);
        return TestKeys.pem("PRIVATE KEY", key.getEncoded());
    }
}
