import LiaisonCases
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@Suite struct LedgerTests {
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    @Test func storesAMessageThatGrepFindsAsTyped() throws {
        let number = try fixture.ledger.submit("路灯坏了\n\"三天\"了", nonce: "n1", name: "张三")
        let text = String(decoding: try fixture.segment(1), as: UTF8.self)
        #expect(text.contains(#""text":"路灯坏了\n\"三天\"了","name":"张三""#))
        #expect(text.contains(#""case":"\#(number)""#))
        #expect(number.description.hasPrefix("SS00-251224-"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func answersTheSameFormWithTheSameNumberAndOneMessage() throws {
        let first = try fixture.ledger.submit("一", nonce: "same")
        let again = try fixture.ledger.perform(
            .submission(submission("一", nonce: "same")), station: LedgerFixture.station)
        #expect(again == Commitment(caseNumber: first, isNew: false))
        #expect(try fixture.ledger.cases(of: LedgerFixture.station).count == 1)
    }

    @Test func keepsOtherWordsSentWithTheSameForm() throws {
        let first = try fixture.ledger.submit("一", nonce: "same")
        let second = try fixture.ledger.submit("二", nonce: "same")
        try fixture.ledger.submit("二", nonce: "same")
        let file = try #require(try fixture.ledger.caseFile(first))
        #expect(first == second)
        #expect(file.entries.map { $0.event.personal?.text } == ["一", "二"])
    }

    @Test func opensAReceiptOnlyWithItsQueryCode() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        let code = fixture.ledger.keys.queryCode(forNonce: Array("n1".utf8))
        let other = fixture.ledger.keys.queryCode(forNonce: Array("n2".utf8))
        #expect(try fixture.ledger.caseFile(number, queryCode: code)?.message?.event.personal?.text == "一")
        #expect(try fixture.ledger.caseFile(number, queryCode: other) == nil)
        #expect(!String(decoding: try fixture.segment(1), as: UTF8.self).contains(code.description))
    }

    @Test func anotherProcessReadsWhatThisOneStored() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.caseFile(number)?.message?.event.personal?.text == "一")
        let reply = try other.perform(
            .action(CaseAction(number: number, body: .replied, personal: Event.Personal(text: "已修好"))),
            station: number.station)
        #expect(reply.isNew)
        #expect(try Files.names(in: fixture.inbox) == ["2025-12-0001.jsonl", "2025-12-0002.jsonl"])
    }

    @Test func twoProcessesGivenTheSameFormMakeOneCase() throws {
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        // Both look at the empty store first, so that neither sees the other's line before it writes.
        #expect(try fixture.ledger.cases(of: LedgerFixture.station).isEmpty)
        #expect(try other.cases(of: LedgerFixture.station).isEmpty)
        let first = try fixture.ledger.submit("一", nonce: "same")
        let second = try other.submit("一", nonce: "same")
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        #expect(first == second)
        #expect(try fresh.cases(of: LedgerFixture.station).count == 1)
        #expect(try fresh.caseFile(first)?.entries.count == 1)
        #expect(try fresh.verify().findings.isEmpty)
    }

    @Test func refusesWhatTheCaseDoesNotAllow() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        try fixture.ledger.act(number, .closed(.resolved), text: "好了")
        #expect(throws: LedgerError.refused(.closed)) { try fixture.ledger.act(number, .replied, text: "再说") }
        try fixture.ledger.act(number, .reopened)
        try fixture.ledger.act(number, .replied, text: "再说")
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "closed", "reopened", "replied"])
    }

    @Test func actionOnAnAbsentCaseIsAbsent() throws {
        let number = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 1)
        #expect(throws: LedgerError.absent) { try fixture.ledger.act(number, .replied) }
    }

    @Test func readsEverythingButATornLastLine() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        try fixture.ledger.submit("二", nonce: "n2")
        let whole = try fixture.segment(1)
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: Array(whole.dropLast(10)))
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.cases(of: LedgerFixture.station).count == 1)
        let report = try other.verify()
        #expect(report.findings.isEmpty)
        #expect(report.tornTails.map(\.line) == [3])
        try other.submit("二", nonce: "n2")
        #expect(try other.cases(of: LedgerFixture.station).count == 2)
    }

    /// What a power cut leaves on ext4: the size had reached the disk, the bytes hadn't.
    @Test(arguments: [0, 40])
    func takesZerosAtTheEndForATornLine(writtenBytes: Int) throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let whole = try fixture.segment(1)
        let rest = whole.prefix(writtenBytes) + [UInt8](repeating: 0, count: 300)
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: whole + rest)
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.cases(of: LedgerFixture.station).count == 1)
        #expect(try other.verify().findings.isEmpty)
        #expect(try other.verify().tornTails.map(\.line) == [3])
        try other.submit("二", nonce: "n2")
        #expect(try other.verify().findings.isEmpty)
    }

    @Test func aLineThatTurnedIntoZerosIsDamage() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let whole = try fixture.segment(1)
        let (last, count) = (whole.dropLast().lastIndex(of: 0x0A) ?? 0, whole.count)
        let zeros = [UInt8](repeating: 0, count: count - last - 2) + [0x0A]
        try Files.replace("\(fixture.inbox)/2025-12-0001.jsonl", with: whole[...last] + zeros)
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.verify().findings.map(\.place.line) == [2])
    }

    @Test func failsWhereTheStoreCannotBeWritten() throws {
        // A file where the stations' directory must be: whoever runs the test, root too, can't write there.
        try Files.create("\(fixture.directory)/stations", with: [])
        let failure = SystemError("mkdir", "\(fixture.directory)/stations", code: .notDirectory)
        #expect(throws: (any Error).self) { try fixture.ledger.submit("一", nonce: "n1") }
        #expect(fixture.ledger.writeFailure()?.code == failure.code)
        // Within a second of the failure nothing is tried.
        #expect(throws: (any Error).self) { try fixture.ledger.submit("一", nonce: "n1") }
    }

    @Test func aStationThatCannotBeWrittenHarmsNoOther() throws {
        try Files.makeDirectory("\(fixture.directory)/stations")
        try Files.create("\(fixture.directory)/stations/SS01", with: [])
        var other = try submission("一", nonce: "n1")
        other.station = literal(StationID("SS01"))
        #expect(throws: (any Error).self) {
            try fixture.ledger.perform(.submission(other), station: other.station)
        }
        try fixture.ledger.submit("二", nonce: "n2")
        #expect(try fixture.ledger.cases(of: LedgerFixture.station).count == 1)
    }

    @Test func keepsNewMessagesOutOfTheReserveAndAnswersTheOthers() throws {
        let number = try fixture.ledger.submit("一", nonce: "n1")
        fixture.ledger.space.keep(.bytes(.max))
        guard case .shortage(let shortage) = fixture.ledger.intakeObstacle() else {
            Issue.record("no shortage")
            return
        }
        #expect(shortage.reserve == .max)
        let refusals = [("n2", "二"), ("n1", "另")].map { nonce, text in
            #expect(throws: LedgerError.self) { try fixture.ledger.submit(text, nonce: nonce) }
        }
        #expect(refusals.allSatisfy { if case .spaceShort = $0 { true } else { false } })
        // A repetition, a reply and reading need no room worth speaking of.
        #expect(try fixture.ledger.submit("一", nonce: "n1") == number)
        try fixture.ledger.act(number, .replied, text: "已修好")
        #expect(try fixture.ledger.caseFile(number)?.entries.count == 2)
        fixture.ledger.space.keep(.automatic)
        try fixture.ledger.submit("二", nonce: "n2")
    }

    @Test func manyThreadsShareSyncsAndLoseNothing() throws {
        let commits = CommitCounter()
        let directory = try Files.makeTemporaryDirectory(named: "liaison-ledger")
        let ledger = try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon),
            committers: 4, observer: commits)
        let done = Gate()
        let count = 500
        let arrived = commits.expect(count, done)
        for index in 0..<count {
            ledger.propose(
                .submission(try submission("第\(index)条", nonce: "n\(index)")), station: LedgerFixture.station
            ) {
                arrived($0)
            }
        }
        done.wait()
        ledger.stop()
        let report = try ledger.verify()
        #expect(report.cases == count)
        #expect(report.findings.isEmpty)
        #expect(commits.numbers.count == count)
        #expect(commits.batches < count)
        try Files.removeTree(directory)
    }
}
