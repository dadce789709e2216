/**
 * Where credentials come from, and where they are kept.
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
 * <p>A credential is given out for the registry that it is for and for no other, and stands in no message, no
 * {@code toString} and no log.
 */
@NullMarked
package dev.portolan.auth;

import org.jspecify.annotations.NullMarked;
