import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Testing

@Suite struct VerificationTests {
    let fixture: LedgerFixture
    let path: String

    init() throws {
        fixture = try LedgerFixture()
        path = "\(fixture.inbox)/2025-12-0001.jsonl"
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1", name: "张三")
        try fixture.ledger.act(number, .replied, text: "已修好")
        try fixture.ledger.submit("井盖响", nonce: "n2")
    }

    @Test func findsNothingInAnUntouchedStore() throws {
        let report = try fixture.ledger.verify()
        #expect(report.findings.isEmpty)
        #expect((report.stations, report.segments, report.lines, report.cases) == (1, 1, 4, 2))
    }

    @Test func namesThePlaceOfEveryAlteredByte() throws {
        let whole = try Files.read(path)
        for offset in whole.indices {
            var altered = whole
            altered[offset] ^= 0x01
            try Files.replace(path, with: altered)
            let findings = try fixture.ledger.verify().findings
            let line = whole[..<offset].count { $0 == 0x0A } + 1
            #expect(!findings.isEmpty, "byte \(offset) altered unseen")
            #expect(findings.allSatisfy { $0.place.path == path })
            #expect(findings.contains { (line...(line + 1)).contains($0.place.line) }, "byte \(offset)")
        }
    }

    @Test func noticesALineTakenOut() throws {
        let lines = try Files.read(path).split(separator: 0x0A)
        let rest = [lines[0], lines[1], lines[3]].flatMap { $0 + [0x0A] }
        try Files.replace(path, with: Array(rest))
        #expect(try fixture.ledger.verify().findings.map(\.problem) == [.outOfChain])
    }

    @Test func noticesTwoLinesExchanged() throws {
        let lines = try Files.read(path).split(separator: 0x0A)
        let rest = [lines[0], lines[1], lines[3], lines[2]].flatMap { $0 + [0x0A] }
        try Files.replace(path, with: Array(rest))
        #expect(try fixture.ledger.verify().findings.map(\.problem) == [.outOfChain, .outOfChain])
    }

    @Test func noticesALastLineThatALaterSegmentHasSeen() throws {
        let other = try LedgerFixture.open(fixture.directory)
        try other.submit("再来", nonce: "n3")
        other.stop()
        let lines = try Files.read(path).split(separator: 0x0A)
        try Files.replace(path, with: Array(lines.dropLast().flatMap { $0 + [0x0A] }))
        let findings = try fixture.ledger.verify().findings
        #expect(findings.map(\.problem) == [.headMissing(witness: "2025-12-0002")])
        #expect(findings.map(\.place.line) == [4])
    }

    @Test func noticesWordsTakenOutWithoutAnErasure() throws {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        let start = try #require(text.range(of: #","personal":"#)?.lowerBound)
        let end = try #require(text[start...].firstIndex(of: "\n"))
        try Files.replace(path, with: Array((text[..<start] + "}" + text[end...]).utf8))
        #expect(try fixture.ledger.verify().findings.map(\.problem) == [.wordsMissing])
        #expect(try fixture.ledger.verify().findings.map(\.place.line) == [2])
    }
}

extension StringProtocol {
    /// The first place of `text`: the standard library alone has no such search.
    func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
