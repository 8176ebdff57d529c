import LiaisonCodes
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A line's outline says what the whole line says, of every kind that this release writes and of what a newer one wrote.
@Suite struct LineOutlineTests {
    /// What a line would be in outline, from all that it says.
    private static func subject(_ line: LedgerLine) -> String {
        let subject: LineOutline.Subject =
            switch line.content {
            case .opened(let opening): .opening(opening)
            case .event(let event):
                if case .received(let receipt) = event.body {
                    .message(event.caseNumber, nonce: receipt.nonce, to: receipt.to)
                } else {
                    .act(event.caseNumber, nonce: event.nonce, isErasure: event.isErasure)
                }
            case .record(let record): .record(record.number, isErasure: record.kind == Record.erasure)
            case .newer: .unknown
            }
        return "\(subject)"
    }

    private static func check(_ bytes: [UInt8]) throws {
        let whole = try LedgerLine(decoding: bytes, withPersonal: false)
        let outline = try bytes.withUnsafeBufferPointer { line throws(LineError) in
            try LineOutline(decoding: line)
        }
        #expect(outline.frame == whole.frame)
        #expect("\(outline.subject)" == subject(whole))
        switch whole.content {
        case .event(let event): #expect(outline.photos == event.photos.map(\.fileName))
        case .record(let record): #expect(outline.photos == record.photos.map(\.fileName))
        case .opened, .newer: #expect(outline.photos.isEmpty)
        }
    }

    private static func line(_ content: LedgerLine.Content) -> [UInt8] {
        var bytes: [UInt8] = []
        _ = LedgerLine.append(content, words: nil, sequence: 3, previous: .none, to: &bytes)
        return Array(bytes.dropLast())
    }

    @Test(arguments: ExtractTests.bodies)
    func saysWhoseAnEventIs(body: Event.Body) throws {
        try Self.check(Self.line(.event(ExtractTests.event(body))))
    }

    @Test(arguments: ["entered", Record.erasure])
    func saysWhichRecordItIs(kind: String) throws {
        let number = RecordNumber(.entry, station: LedgerFixture.station, serial: 7)
        let record = Record(
            at: LedgerFixture.noon, kind: kind, number: number)
        try Self.check(Self.line(.record(record)))
    }

    /// Among them openings, photos, and lines that only a newer release can read.
    @Test(arguments: ["SS00", "SS01"])
    func readsANewerReleasesStore(station: String) throws {
        let store = try SampleStore("next")
        let inbox = "\(store.path)/stations/\(station)/inbox"
        var lines = 0
        for name in try Files.names(in: inbox) where name.hasSuffix(".jsonl") {
            for line in try Files.read("\(inbox)/\(name)").split(separator: 0x0A) {
                try Self.check(Array(line))
                lines += 1
            }
        }
        #expect(lines > 2)
    }
}
