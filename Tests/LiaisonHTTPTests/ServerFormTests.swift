import Testing

@testable import LiaisonHTTP

@Suite struct ServerFormTests {
    private struct FormHandler: RequestHandler {
        func bodyLimit(for head: RequestHead) -> Int { 1000 }
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
