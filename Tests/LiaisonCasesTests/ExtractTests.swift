import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

@Suite struct ExtractTests {
    static let code = literal(try? Code(parsing: "0000000"))
    static let number = CaseNumber(
        station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 5)
    static let foreign = CaseNumber(
        station: literal(StationID("XT-7")), date: CivilDate(daysSince1970: 20_001), value: 6)

    /// Every kind of event, with every member that a machine reads.
    static let bodies: [Event.Body] = [
        .received(
            Event.Receipt(
                to: code, channel: .paper, topic: "道路交通", nonce: Digest(value: 1), query: Digest(value: 2),
                digest: Digest(value: .max), suspicion: .trap)),
        .appended(digest: Digest(value: 3)), .acknowledged(.major), .asked,
        .answered(digest: Digest(value: 4)), .replied,
        .extended(until: CivilDate(daysSince1970: 20_500)),
        .transferred(to: code, station: literal(StationID("XT-7"))), .claimed(by: code), .closed(.withdrawn),
        .reopened, .rated(.dissatisfied), .rated(.fair, solved: .partly), .erased(reason: nil),
        .erased(reason: "保存期满"), .referred, .released, .discarded,
        .assigned(until: CivilDate(daysSince1970: 20_501)), .assigned(until: nil), .urged,
        .notified(.init(news: .known(.new), to: code, channel: "wecom")),
        .notified(.init(news: .known(.overdue), to: code, channel: nil)),
    ]

    @Test func triesEveryKind() {
        #expect(Set(Self.bodies.compactMap(\.kind.known)) == Set(EventKind.allCases))
    }

    @Test func everyKindHasANumberOfItsOwn() {
        let numbers = EventKind.allCases.map(\.extractNumber)
        #expect(Set(numbers).count == numbers.count)
        // Stored: none may ever change.
        #expect(numbers == Array(3...21))
    }

    static func event(_ body: Event.Body) -> Event {
        Event(
            at: LedgerFixture.noon, caseNumber: foreign, body: body,
            actor: Actor(role: "station SS00", onBehalfOf: code), key: Digest(value: 77),
            nonce: Digest(value: 78))
    }

    private func decoded(_ lines: [ExtractedLine]) -> [ExtractedLine] {
        var encoder = ExtractEncoder(station: LedgerFixture.station)
        for line in lines { encoder.append(line) }
        return encoder.bytes.withUnsafeBytes { bytes in
            var decoder = ExtractDecoder(bytes, station: LedgerFixture.station)
            var found: [ExtractedLine] = []
            while let line = try? decoder.next() { found.append(line) }
            return found
        }
    }

    @Test func keepsEveryKindOfLine() {
        var lines = [
            ExtractedLine(length: 9, hasWords: false, content: .damaged),
            ExtractedLine(
                length: 300, hasWords: false,
                content: .opening([SegmentMark(name: SegmentName(month: 202_512, number: 3), lines: 70_000)])),
        ]
        for (index, body) in Self.bodies.enumerated() {
            let bare = Event(
                at: LedgerFixture.noon.adding(milliseconds: Int64(-index) * 5000), caseNumber: Self.number,
                body: body)
            lines.append(ExtractedLine(.event(bare), length: 400 + index, hasWords: true))
            lines.append(ExtractedLine(.event(Self.event(body)), length: 1, hasWords: false))
        }
        #expect(decoded(lines) == lines)
    }

    /// Should this fail because an event has got a new member: give it to ``event(_:)``, then teach it to
    /// ``ExtractEncoder`` and ``ExtractDecoder``.
    @Test(arguments: bodies.indices) func knowsEveryMemberOfEveryKind(index: Int) {
        let event = Self.event(Self.bodies[index])
        for (label, value) in Mirror(reflecting: event).children
        // Photos, the topic of an addition and the day of an answer given before are rare: such events stand verbatim.
        where !["personal", "photos", "topic", "on"].contains(label) {
            #expect(
                Mirror(reflecting: value).displayStyle != .optional || !"\(value)".hasSuffix("nil"),
                "\(label ?? "")")
        }
        #expect(event.isKnownToExtracts)
    }

    @Test func takesNoWordsAlong() {
        var event = Self.event(Self.bodies[0])
        event.personal = Event.Personal(text: "路灯", name: "张三", phone: "13800000000")
        let line = ExtractedLine(.event(event), length: 1, hasWords: true)
        var encoder = ExtractEncoder(station: LedgerFixture.station)
        encoder.append(line)
        #expect(!String(decoding: encoder.bytes, as: UTF8.self).contains("张三"))
        #expect(decoded([line]) == [line])
    }

    /// Few letters are entered late: they stand in the extract as in the segment.
    @Test func keepsTheDayOnWhichALetterCame() {
        let receipt = Event.Receipt(
            to: Self.code, channel: .paper, topic: nil, nonce: Digest(value: 5), query: Digest(value: 6),
            digest: Digest(value: 7), arrivedOn: CivilDate(daysSince1970: 20_440))
        var event = Self.event(.received(receipt))
        event.nonce = nil
        let line = ExtractedLine(.event(event), length: 5, hasWords: true)
        #expect(decoded([line]) == [line])
    }

    @Test func keepsAnEventThatItDoesNotKnowAsItsLine() {
        var event = Self.event(Self.bodies[1])
        event.photos = [
            Photo(format: .png, byteCount: 9, width: 3, height: 4, hash: [UInt8](repeating: 5, count: 32))
        ]
        let line = ExtractedLine(.event(event), length: 5, hasWords: true)
        #expect(!event.isKnownToExtracts)
        #expect(decoded([line]) == [line])
    }
}

extension ExtractedLine {
    /// A line of that length, whatever its bytes are.
    fileprivate init(_ written: LedgerLine.Content, length: Int, hasWords: Bool) {
        let bytes = [UInt8](repeating: 0x20, count: length - 1)
        self = bytes.withUnsafeBufferPointer { ExtractedLine(written, $0, hasWords: hasWords) }
    }
}
