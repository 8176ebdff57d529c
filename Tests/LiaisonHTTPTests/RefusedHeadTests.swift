import Testing

@testable import LiaisonHTTP

/// What a handler is told of a request that is refused for its request line.
@Suite struct RefusedHeadTests {
    private static let long = String(repeating: "a", count: 9000)

    @Test(arguments: [
        ("BREW /api/v1/cases HTTP/1.1\r\n", "501", "other /api/v1/cases"),
        ("get /api/v1/cases HTTP/1.1\r\n", "501", "other /api/v1/cases"),
        ("GET /api/v1/events\n", "400", "GET /api/v1/events"),
        ("GET /api/v1/events HTTPS/1.1\r\n", "400", "GET /api/v1/events"),
        ("POST /api/v1/cases HTTP/2.0\r\n", "505", "POST /api/v1/cases"),
        ("\r\nBREW /api/v1/cases HTTP/1.1\r\n", "501", "other /api/v1/cases"),
        ("BREW /api/v1/events?after=abc HTTP/1.1\r\n", "501", "other /api/v1/events"),
        ("BREW /api/%zz HTTP/1.1\r\n", "501", "other /api/"),
        ("GET /api/v1/events#here HTTP/1.1\r\n", "400", "GET /api/v1/events"),
        ("BREW /%61pi/v1 HTTP/1.1\r\n", "501", "other /"),
        ("BREW api/v1 HTTP/1.1\r\n", "501", "nothing"),
        ("BREW http://a/api/v1 HTTP/1.1\r\n", "501", "nothing"),
        ("GET  /api/v1 HTTP/1.1\r\n", "400", "nothing"),
        ("/api/v1 HTTP/1.1\r\n", "400", "nothing"), (" GET /api/v1 HTTP/1.1\r\n", "400", "nothing"),
    ])
    func namesItsPathAsFarAsItIsToldApart(wire: String, status: String, head: String) {
        for piece in [1, 7, wire.utf8.count] {
            let driver = fed(wire, piece: piece)
            #expect(driver.log == [status])
            #expect(named(driver.refused) == head)
        }
    }

    @Test(arguments: [1, 7, 20_000])
    func namesTheBeginningOfALineThatIsTooLong(piece: Int) {
        let driver = fed("GET /api/v1/events?after=\(Self.long) HTTP/1.1\r\n", piece: piece)
        #expect(driver.log == ["414"])
        #expect(named(driver.refused) == "GET /api/v1/events")
        #expect(fed("GET /\(Self.long)", piece: piece).refused?.path.starts(with: "/aaaa".utf8) == true)
    }

    private func fed(_ wire: String, piece: Int) -> MachineDriver {
        var driver = MachineDriver()
        driver.feed(Array(wire.utf8), piece: piece)
        return driver
    }

    private func named(_ head: RequestHead?) -> String {
        guard let head else { return "nothing" }
        return "\(head.method.name) \(String(decoding: head.path, as: UTF8.self))"
    }
}
