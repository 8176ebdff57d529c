import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonHTTP

@Suite struct AccessLogTests {
    private var exchange: Exchange {
        var exchange = Exchange()
        exchange.method = .post
        exchange.route = "form"
        exchange.status = .seeOther
        exchange.requestBytes = 120
        exchange.responseBytes = 7
        exchange.nanoseconds = 1_234_567
        exchange.client = ClientAddress(.v4(0xC000_0201))
        return exchange
    }

    @Test func writesOneLineForAnExchange() {
        var line: [UInt8] = []
        AccessLogLine.append(exchange, at: Timestamp(milliseconds: 0), to: &line)
        #expect(
            String(decoding: line, as: UTF8.self)
                == "at=1970-01-01T08:00:00.000+08:00 method=POST route=form status=303 received=120 sent=7 us=1234 client=192.0.2.1\n"
        )
    }

    @Test func writesHyphensForWhatWasNotUnderstood() {
        var line: [UInt8] = []
        AccessLogLine.append(Exchange(), at: Timestamp(milliseconds: 0), to: &line)
        #expect(String(decoding: line, as: UTF8.self).contains(" method=- route=- status=200 "))
        #expect(String(decoding: line, as: UTF8.self).hasSuffix(" client=-\n"))
    }

    @Test(arguments: [
        ("form", "form"), ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("a\"b\\", "\"a\\\"b\\\\\""),
        ("a\nb", "\"a\\x0ab\""), ("\u{1B}[2J", "\"\\x1b[2J\""), ("文", "\"\\xe6\\x96\\x87\""),
        ("!~", "!~"), ("a\u{7F}", "\"a\\x7f\""),
    ])
    func escapesValues(value: String, written: String) {
        var line: [UInt8] = []
        AccessLogLine.appendValue(Array(value.utf8), to: &line)
        #expect(String(decoding: line, as: UTF8.self) == written)
    }

    @Test func writesWhatWaitsBeforeItEnds() throws {
        var ends: [Int32] = [0, 0]
        try retryingOnInterrupt("pipe") { pipe(&ends) }
        let reader = FileDescriptor(owning: ends[0])
        let log = try AccessLog.start(
            writingTo: .descriptor(ends[1]), clock: .fixed(Timestamp(milliseconds: 0)))
        for _ in 0..<100 { log.answered(exchange) }
        log.close()
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while text.count(where: { $0 == 0x0A }) < 100 {
            let count = try retryingOnInterrupt("read") { read(reader.rawValue, &chunk, chunk.count) }
            text += chunk[..<count]
        }
        #expect(text.count(where: { $0 == 0x0A }) == 100)
        #expect(log.dropped == 0)
        close(ends[1])
    }

    @Test func goesOnInAFreshFileAfterTheOldOneWasMoved() throws {
        let directory = try Files.makeTemporaryDirectory(named: "access-log")
        let path = "\(directory)/access.log"
        let log = try AccessLog.start(writingTo: .file(path))
        log.answered(exchange)
        while try Files.read(path).isEmpty { usleep(1000) }
        try retryingOnInterrupt("rename") { rename(path, "\(path).1") }
        log.reopen()
        while try Files.status(path) == nil { usleep(1000) }
        log.answered(exchange)
        log.answered(exchange)
        log.close()
        #expect(try Files.read("\(path).1").count { $0 == 0x0A } == 1)
        #expect(try Files.read(path).count { $0 == 0x0A } == 2)
        try Files.removeTree(directory)
    }

    @Test func endsEvenWhenNobodyReads() throws {
        // As the program does.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try retryingOnInterrupt("pipe") { pipe(&ends) }
        let log = try AccessLog.start(writingTo: .descriptor(ends[1]))
        for _ in 0..<2000 { log.answered(exchange) }
        log.close()
        close(ends[0])
        // The writer gives up now; before that, the number must not stand for another test's file.
        log.close()
        close(ends[1])
    }
}
