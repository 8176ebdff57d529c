import Glibc
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases

@Suite struct LedgerErasureTests {
    let fixture: LedgerFixture
    let erased: CaseNumber
    let kept: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        erased = try fixture.ledger.submit("路灯坏了", nonce: "n1", name: "张三丰")
        kept = try fixture.ledger.submit("井盖响", nonce: "n2", name: "李四光")
        try fixture.ledger.act(erased, .replied, text: "张三丰您好，已修好")
    }

    /// Everything in the station's segments, one after another.
    private func store() throws -> String {
        var bytes: [UInt8] = []
        for name in try Files.names(in: fixture.inbox) { bytes += try Files.read("\(fixture.inbox)/\(name)") }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func takesEveryWordOutAndLeavesTheRestAsItWas() throws {
        let before = try fixture.segment(1)
        let cases = try fixture.ledger.cases(of: LedgerFixture.station)
        try fixture.ledger.act(erased, .erased(reason: "requested"))
        let after = try fixture.segment(1)
        let text = try store()
        #expect(!text.contains("路灯") && !text.contains("张三丰"))
        #expect(text.contains("井盖响") && text.contains("李四光"))
        #expect(after.count > before.count, "the event itself is added")
        #expect(zip(before, after).allSatisfy { $0 == $1 || $1 == UInt8(ascii: " ") })
        #expect(after.prefix(before.count).count { $0 == 0x0A } == before.count { $0 == 0x0A })
        let report = try fixture.ledger.verify()
        #expect(report.findings.isEmpty && report.wordsLeft.isEmpty)
        #expect(report.cases == 2)
        let now = try fixture.ledger.cases(of: LedgerFixture.station)
        #expect(now.map(\.number) == cases.map(\.number))
        #expect(now.map(\.isErased) == [true, false])
    }

    @Test func showsTheCaseWithoutWordsAndKeepsItsHashes() throws {
        let before = try #require(try fixture.ledger.caseFile(erased))
        try fixture.ledger.act(erased, .erased(reason: nil))
        let file = try #require(try fixture.ledger.caseFile(erased))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "replied", "erased"])
        #expect(file.entries.allSatisfy { $0.event.personal == nil })
        #expect(file.entries.map(\.isErased) == [true, true, false])
        #expect(file.entries.prefix(2).map(\.hash) == before.entries.map(\.hash))
    }

    @Test func reachesIntoTheSegmentOfAnotherServerThatGoesOnWriting() throws {
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        try other.act(erased, .appended(digest: Digest(value: 9)), text: "我叫张三丰")
        try fixture.ledger.act(erased, .erased(reason: nil))
        #expect(try !store().contains("张三丰"))
        let next = try other.submit("后来的", nonce: "n3")
        #expect(try other.caseFile(next)?.message?.event.personal?.text == "后来的")
        #expect(throws: LedgerError.refused(.erased)) { try other.act(erased, .replied, text: "张三丰") }
        #expect(try fixture.ledger.verify().findings.isEmpty)
        #expect(try !store().contains("张三丰"))
    }

    @Test func finishesWhatACrashLeftHalfDone() throws {
        // The event is stored, and of the words a part is overwritten: a power cut keeps what it likes.
        try fixture.ledger.act(kept, .erased(reason: nil))
        let whole = try fixture.segment(1)
        let line = try #require(whole.split(separator: 0x0A).first { $0.count { $0 == 0x20 } > 40 })
        let start = try #require(line.firstIndex(of: 0x20))
        var torn = whole
        torn.replaceSubrange((start + 20)..<(start + 32), with: "李四光".utf8 + [UInt8]("abc".utf8))
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: torn)
        let report = try fixture.ledger.verify()
        #expect(report.findings.isEmpty)
        #expect(report.wordsLeft.map(\.line) == [3])
        let later = try LedgerFixture.open(fixture.directory)
        defer { later.stop() }
        #expect(try later.caseFile(kept)?.message?.event.personal == nil)
        later.finishErasures()
        try waitUntil { try fixture.segment(1) == whole }
        #expect(try !store().contains("李四光"))
    }

    @Test func callsHalfErasedWordsOfAnotherCaseAltered() throws {
        var torn = try fixture.segment(1)
        let words = try #require(torn.firstRange(of: Array("井盖响".utf8)))
        torn.replaceSubrange(
            (words.lowerBound - 12)..<words.lowerBound, with: repeatElement(0x20, count: 12))
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: torn)
        let report = try fixture.ledger.verify()
        #expect(report.findings.map(\.problem) == [.wordsAltered])
        #expect(report.findings.map(\.place.line) == [3])
        let later = try LedgerFixture.open(fixture.directory)
        defer { later.stop() }
        #expect(try later.cases(of: LedgerFixture.station).count == 2)
    }

    @Test func takesOutWordsThatAnotherServerAddedWithoutKnowing() throws {
        // What a server with an older view appended stands in a segment of its own, behind the erasure.
        let other = try LedgerFixture.open(fixture.directory)
        try other.act(erased, .appended(digest: Digest(value: 9)), text: "我叫张三丰")
        other.stop()
        let late = try Files.read("\(fixture.inbox)/2025-12-0002.jsonl")
        try Files.remove("\(fixture.inbox)/2025-12-0002.jsonl")
        let first = try LedgerFixture.open(fixture.directory)
        try first.act(erased, .erased(reason: nil))
        try Files.replace("\(fixture.inbox)/2025-12-0009.jsonl", with: late)
        #expect(try store().contains("张三丰"))
        try waitUntil { try first.caseFile(erased)?.entries.count == 4 }
        #expect(try first.caseFile(erased)?.entries.allSatisfy { $0.event.personal == nil } == true)
        first.finishErasures()
        try waitUntil { try !store().contains("张三丰") }
        first.stop()
    }

    @Test func removesThePhotos() throws {
        let photos = "\(fixture.directory)/stations/SS00/photos"
        for number in [erased, kept] {
            try Files.makeDirectory("\(photos)/\(number)")
            try Files.create("\(photos)/\(number)/1.jpg", with: [1, 2, 3])
        }
        try fixture.ledger.act(erased, .erased(reason: nil))
        #expect(try Files.names(in: photos) == [kept.description])
    }

    @Test func checksEverythingAgainWhenAskedAgain() throws {
        try fixture.ledger.act(erased, .erased(reason: nil))
        let folder = "\(fixture.directory)/stations/SS00/photos/\(erased)"
        try Files.makeDirectory(folder)
        let action = CaseAction(number: erased, body: .erased(reason: nil))
        let commitment = try fixture.ledger.perform(.action(action), station: LedgerFixture.station)
        #expect(!commitment.isNew)
        #expect(try Files.status(folder) == nil)
    }

    @Test func saysWhenTheWordsCouldNotBeTakenOut() throws {
        // A file where the photos' directory should be.
        let photos = "\(fixture.directory)/stations/SS00/photos"
        try Files.create(photos, with: [])
        #expect(throws: LedgerError.self) { try fixture.ledger.act(erased, .erased(reason: nil)) }
        #expect(try store().contains("路灯"))
        try Files.remove(photos)
        let again = CaseAction(number: erased, body: .erased(reason: nil))
        _ = try fixture.ledger.perform(.action(again), station: LedgerFixture.station)
        #expect(try !store().contains("路灯"))
    }
}
