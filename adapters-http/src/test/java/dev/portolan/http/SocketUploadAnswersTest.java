package dev.portolan.http;

/** The same answers, to uploads that are written into sockets of their own. */
class SocketUploadAnswersTest extends UploadAnswersTest {
    @Override
    long large() {
        return 0;
    }
}
