package dev.portolan.http.pipeline;

import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** Explains why a TLS connection failed, without the names of Java classes. */
final class TlsFailure {
    private static final String ALERT = "received fatal alert: ";

    private TlsFailure() {}

    /** Adds the reason and the advice. */
    static Problem explain(Problem problem, String host, IOException e) {
        if (Retryable.cause(e, CertificateExpiredException.class) != null) {
            return problem.because("the TLS certificate of " + host + " has expired")
                    .advice("renew the certificate, and check the clock of this machine");
        }
        if (Retryable.cause(e, CertificateNotYetValidException.class) != null) {
            return problem.because("the TLS certificate of " + host + " is not valid yet")
                    .advice("check the clock of this machine");
        }
        if (isForAnotherHost(e)) {
            return problem.because("the TLS certificate of " + host + " is for another host")
                    .advice("use a host name that the certificate contains");
        }
        if (Retryable.cause(e, CertPathBuilderException.class) != null
                || Retryable.cause(e, CertPathValidatorException.class) != null
                || Retryable.cause(e, CertificateException.class) != null) {
            return problem.because("the TLS certificate of " + host + " was issued by an unknown authority")
                    .advice(Remedy.TRUST_AUTHORITY, "trust the certificate of that authority");
        }
        String text = Retryable.messages(e);
        if (text.contains("unrecognized ssl message") || text.contains("plaintext connection")) {
            return problem.because(host + " speaks plain HTTP, not TLS")
                    .advice(Remedy.USE_PLAIN_HTTP, "allow plain HTTP for this host if you trust the network");
        }
        int alert = text.indexOf(ALERT);
        if (alert >= 0) {
            return alert(problem, host, text.substring(alert + ALERT.length()));
        }
        if (text.contains("no appropriate protocol")) {
            return problem.because("client and server have no TLS version in common");
        }
        return problem.because("the TLS handshake with " + host + " was interrupted")
                .advice("try again");
    }

    private static Problem alert(Problem problem, String host, String text) {
        int end = text.indexOf(' '); // the causes repeat the alert
        String name = end < 0 ? text : text.substring(0, end);
        String alert = Failures.clean(name).replace('_', ' ');
        Problem refused = problem.because(host + " refused the TLS handshake (alert: " + alert + ")");
        return alert.contains("certificate") || alert.contains("unknown ca") || alert.contains("access denied")
                ? refused.advice(Remedy.PRESENT_CERTIFICATE, "present a client certificate that the registry accepts")
                : refused;
    }

    private static boolean isForAnotherHost(IOException e) {
        @Nullable Throwable certificate = Retryable.cause(e, CertificateException.class);
        String text = certificate == null ? "" : String.valueOf(certificate.getMessage());
        return text.startsWith("No subject alternative") || text.startsWith("No name matching");
    }
}
