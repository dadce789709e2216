package dev.portolan.error;

/**
 * The advice of an {@link OciException} as a value, for programs that can name their own option or button.
 *
 * @since 0.1.0
 */
public enum Remedy {
    /** Log in to the registry, or give credentials for it. */
    LOG_IN,
    /** Allow existing files to be overwritten. */
    OVERWRITE,
    /** Trust the authority that issued the registry's certificate. */
    TRUST_AUTHORITY,
    /** Present a client certificate. */
    PRESENT_CERTIFICATE,
    /** Use HTTPS for this registry. */
    USE_HTTPS,
    /** Use plain HTTP for this registry. */
    USE_PLAIN_HTTP,
    /** Choose a platform, one of those that the error names. */
    CHOOSE_PLATFORM,
    /** Choose no platform. */
    OMIT_PLATFORM,
    /** Copy foreign layers too. */
    COPY_FOREIGN_LAYERS,
    /** Verify the layout. */
    VERIFY_LAYOUT,
    /** Copy to a layout or an archive instead of pulling into a directory. */
    COPY_WHOLE,
    /** Extract the file archive instead of pulling into a directory. */
    EXTRACT_FILE_ARCHIVE,
    /** Raise the limits of unpacking, or unpack the layer with another program. */
    RAISE_UNPACK_LIMITS
}
