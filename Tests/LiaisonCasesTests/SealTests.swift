import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

@Suite struct SealTests {
    let fixture: LedgerFixture
    let path: String

    init() throws {
        fixture = try LedgerFixture()
        path = "\(fixture.inbox)/2025-12-0001.jsonl"
        try fixture.ledger.submit("路灯坏了", nonce: "n1")
        try fixture.ledger.submit("井盖响", nonce: "n2")
    }

    private func problems(_ change: (inout VerificationRequest) -> Void) throws -> [Verification.Problem] {
        var request = VerificationRequest()
        change(&request)
        return try fixture.ledger.verify(request).findings.map(\.problem)
    }

    @Test func namesTheHeadOfEverySegment() throws {
        let seal = try fixture.ledger.seal(of: LedgerFixture.station)
        #expect(seal.heads.map(\.segment.description) == ["2025-12-0001"])
        #expect(seal.lines == 3)
        #expect(seal.last == LedgerFixture.noon)
        let head = try #require(seal.heads.first).hash
        #expect(seal.digest == Hex.string(SHA256.digest("2025-12-0001 3 \(head)\n".utf8)))
    }

    @Test func holdsAgainstAStoreThatHasGrownOrLostWords() throws {
        let seal = try fixture.ledger.seal(of: LedgerFixture.station)
        let number = try fixture.ledger.submit("又一件", nonce: "n3")
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(try problems { $0.seals = [LedgerFixture.station: seal] } == [])
    }

    @Test func breaksWhenASealedLineIsGone() throws {
        let seal = try fixture.ledger.seal(of: LedgerFixture.station)
        let lines = try Files.read(path).split(separator: 0x0A)
        try Files.replace(path, with: lines.dropLast().flatMap { $0 + [0x0A] })
        #expect(try problems { _ in } == [])
        #expect(try problems { $0.seals = [LedgerFixture.station: seal] } == [.sealBroken])
        try Files.remove(path)
        #expect(try problems { $0.seals = [LedgerFixture.station: seal] } == [.sealBroken])
    }

    @Test func findsAnEntryByTheHashOnItsReceipt() throws {
        let number = try fixture.ledger.submit("又一件", nonce: "n3")
        let hash = try #require(try fixture.ledger.caseFile(number)?.message?.hash)
        var request = VerificationRequest()
        request.entry = (number, try #require(LineHash(hash)))
        #expect(try fixture.ledger.verify(request).entry == Verification.Place(path: path, line: 4))
        request.entry = (number, try #require(LineHash(String(hash.reversed()))))
        #expect(try fixture.ledger.verify(request).entry == nil)
    }

    @Test func readsOnlyWhatCameSinceTheLastTime() throws {
        let first = try fixture.ledger.verify()
        #expect(first.lines == 3)
        try fixture.ledger.submit("又一件", nonce: "n3")
        try first.marks.save(in: fixture.data)
        var request = VerificationRequest()
        request.marks = VerifiedMarks(of: fixture.data)
        #expect(request.marks == first.marks)
        let second = try fixture.ledger.verify(request)
        #expect(second.findings.isEmpty)
        #expect(second.lines == 1)
        request.marks = second.marks
        #expect(try fixture.ledger.verify(request).lines == 0)
    }

    @Test func noticesThatWhatItCheckedBeforeIsGoneOrDifferent() throws {
        let marks = try fixture.ledger.verify().marks
        let whole = try Files.read(path)
        let lines = whole.split(separator: 0x0A)
        for changed in [lines.dropLast().flatMap { $0 + [0x0A] }, []] {
            try Files.replace(path, with: changed)
            #expect(try problems { $0.marks = marks }.contains(.changedSince))
        }
        var altered = whole
        altered[whole.count - 10] ^= 1
        try Files.replace(path, with: altered)
        #expect(try problems { $0.marks = marks } == [.wordsAltered])
        try Files.remove(path)
        #expect(try problems { $0.marks = marks } == [.changedSince])
    }
}
