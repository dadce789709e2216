package dev.portolan.http;

/** The same answers, to downloads that are read from sockets of their own. */
class SocketDownloadAnswersTest extends DownloadAnswersTest {
    @Override
    long large() {
        return 0;
    }
}
