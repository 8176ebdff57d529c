import CLinux
import Glibc
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonHTTP

@Suite struct ServerFormTests {
    private struct FormHandler: RequestHandler {
        var limit = 1000
        func bodyLimit(for head: RequestHead) -> Int { limit }
        func formLimits(for head: RequestHead) -> FormLimits? { FormLimits() }
        func handle(_ request: Request, _ responder: Responder) {
            let form = request.form
            let error = form?.error.map { "\($0)" } ?? "whole"
            let text = "\(form?["t"] ?? "none"), \(form?.files.count ?? -1) files, \(error)"
            responder.send(Response(status: .ok, body: Array(text.utf8)))
        }
    }

    private let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XY\r\n"
    private let text = "--XY\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhello\r\n"
    private let file = "--XY\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n"

    @Test func handsOverAFormInParts() throws {
        let server = try TestServer(FormHandler())
        let client = try TestClient(server.address)
        let body = text + file + "x\r\n--XY--"
        client.send("\(head)Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nhello, 1 files, whole"))
    }

    @Test func keepsTheTextOfAFormThatIsTooLarge() throws {
        let server = try TestServer(FormHandler())
        let client = try TestClient(server.address)
        client.send("\(head)Content-Length: 5000000\r\n\r\n\(text)\(file)")
        client.send([UInt8](repeating: 0x61, count: 3_000_000))
        let answer = client.receiveToEnd()
        #expect(answer.contains("\r\nConnection: close\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nhello, 0 files, tooLarge"))
    }

    @Test func keepsTheTextOfAChunkedFormThatIsTooLarge() throws {
        let server = try TestServer(FormHandler())
        let client = try TestClient(server.address)
        let first = text + file
        client.send(
            "\(head)Transfer-Encoding: chunked\r\n\r\n\(String(first.utf8.count, radix: 16))\r\n\(first)\r\nfffff\r\n"
        )
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nhello, 0 files, tooLarge"))
    }

    @Test func answersOthersWhileTheDiskHangs() throws {
        // A pipe that nobody reads takes 64 KiB, then every write hangs as on a dead disk.
        let pipe = try Pipe()
        let server = try TestServer(FormHandler(limit: 4_000_000), loops: 1) { configuration in
            configuration.spoolOpening = { [pipe] _ throws(SystemError) in try pipe.writingEnd() }
        }
        let uploader = try TestClient(server.address)
        let photo = [UInt8](repeating: 0x61, count: 3_000_000)
        let end = "\r\n--XY--"
        let length = text.utf8.count + file.utf8.count + photo.count + end.utf8.count
        uploader.send("\(head)Connection: close\r\nContent-Length: \(length)\r\n\r\n\(text)\(file)")
        // More than fits the pipe and what waits for it; no more is taken than that.
        uploader.send(Array(photo[..<1_000_000]))
        let reader = try TestClient(server.address)
        reader.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(reader.receiveToEnd().hasSuffix("\r\n\r\nnone, -1 files, whole"))
        let disk = try Thread(named: "disk") { pipe.drain() }
        uploader.send(Array(photo[1_000_000...]))
        uploader.send(end)
        #expect(uploader.receiveToEnd().hasSuffix("\r\n\r\nhello, 1 files, whole"))
        disk.join()
        #expect(pipe.count == 3_000_000)
    }

    @Test func servesTheNextRequestAfterAForm() throws {
        let server = try TestServer(FormHandler())
        let client = try TestClient(server.address)
        let body = text + "--XY--"
        client.send(
            "\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nnone, -1 files, whole"))
    }
}

/// A pipe in the place of a disk.
private final class Pipe: Sendable {
    private let reading: FileDescriptor
    private let writing: FileDescriptor
    private let drained = Mutex(0)
    var count: Int { drained.withLock { $0 } }

    init() throws {
        var numbers: [Int32] = [0, 0]
        _ = try retryingOnInterrupt("pipe") { pipe(&numbers) }
        reading = FileDescriptor(owning: numbers[0])
        writing = FileDescriptor(owning: numbers[1])
    }

    /// A descriptor of its own for who writes.
    func writingEnd() throws(SystemError) -> Int32 {
        try retryingOnInterrupt("dup") { dup(writing.rawValue) }
    }

    /// Reads until 3,000,000 bytes have come.
    func drain() {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while count < 3_000_000 {
            let length = read(reading.rawValue, &chunk, chunk.count)
            if length <= 0 { return }
            drained.withLock { $0 += length }
        }
    }
}
