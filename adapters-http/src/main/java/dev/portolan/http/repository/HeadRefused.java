package dev.portolan.http.repository;

/** Whether a registry, or a proxy in front of it, refuses HEAD, so that GET decides. */
final class HeadRefused {
    private HeadRefused() {}

    /** 403 may also mean that nothing may be read; then GET says so, with the registry's words. */
    static boolean means(int status) {
        return status == 400 || status == 403 || status == 405 || status == 406 || status == 501;
    }
}
