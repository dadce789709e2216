/**
 * Finds and stores credentials.
 *
 * <pre>{@code
 * CredentialSource asTheUser = DefaultCredentials.create();                 // Docker's and Podman's logins
 * CredentialSource robot = StaticCredentials.password("ghcr.io", "robot", password);
 * CredentialSource keychain = CredentialHelpers.create().named("osxkeychain");
 * CredentialSource nobody = AnonymousCredentials.create();                  // whatever is stored
 * CredentialSource both = CredentialChain.of(robot, asTheUser);
 *
 * CredentialStore.create().login("ghcr.io", Credential.password("alice", password));
 * CredentialStore.create().logout("ghcr.io");
 * }</pre>
 *
 * <p>A credential is only returned for its own registry, and never appears in a message, {@code toString} or log.
 */
@NullMarked
package dev.portolan.auth;

import org.jspecify.annotations.NullMarked;
