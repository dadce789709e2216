package dev.portolan.http.repository;

/** Whether a registry, or a storage or firewall in front of it, refuses a range instead of ignoring it. */
final class RangeRefused {
    private RangeRefused() {}

    /** 403 may also mean that nothing may be read, and 500 that nothing works; then the request for the whole says so. */
    static boolean means(int status) {
        return switch (status) {
            case 400, 403, 405, 406, 412, 416, 417, 500, 501 -> true;
            default -> false;
        };
    }
}
