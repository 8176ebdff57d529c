import LiaisonCodes
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A case that another server has stored is found before anybody says that it isn't there.
@Suite struct SecondLookTests {
    let fixture: LedgerFixture
    let other: Ledger

    init() throws {
        fixture = try LedgerFixture()
        other = try LedgerFixture.open(fixture.directory)
        try fixture.ledger.submit("一", nonce: "n1")
    }

    private var journal: StationJournal<CaseDecider> { fixture.ledger.journal(of: LedgerFixture.station) }

    /// Has a batch begin that waits for its sync.
    private func openBatch() throws { try journal.withFreshFold(maximumAge: 0) { $0.begin() } }

    @Test(arguments: [true, false]) func waitsForTheOpenBatch(isKept: Bool) throws {
        defer { other.stop() }
        try openBatch()
        let number = try other.submit("二", nonce: "n2")
        let found = Mutex<String?>(nil)
        let ledger = fixture.ledger
        let reader = try Thread(named: "reader") {
            do throws(SystemError) {
                let text = try ledger.caseFile(number)?.message?.event.personal?.text
                found.withLock { $0 = text ?? "absent" }
            } catch {
                found.withLock { $0 = "\(error)" }
            }
        }
        try waitUntil { journal.state.withLock { !$0.seekers.isEmpty } || found.withLock { $0 != nil } }
        #expect(found.withLock { $0 } == nil)
        journal.settle(keeping: isKept)
        reader.join()
        #expect(found.withLock { $0 } == "二")
    }

    @Test func makesNoReaderWaitForTheBatch() throws {
        defer { other.stop() }
        try openBatch()
        let number = try other.submit("二", nonce: "n2")
        let query = fixture.ledger.keys.secrets(ofNonce: Array("n2".utf8)).queryCode
        let texts = Mutex<[String]>([])
        for _ in 0..<50 {
            // On this thread, which goes on at once.
            fixture.ledger.findCase(number, queryCode: query, goingOn: { $0() }) { result in
                let text =
                    switch result {
                    case .success(let file): file?.message?.event.personal?.text ?? "absent"
                    case .failure(let error): "\(error)"
                    }
                texts.withLock { $0.append(text) }
            }
        }
        #expect(texts.withLock { $0.isEmpty })
        journal.settle(keeping: true)
        try waitUntil { texts.withLock { $0.count == 50 } }
        #expect(texts.withLock { Set($0) } == ["二"])
    }

    @Test func looksAtOnceWhereNoBatchIsOpen() throws {
        defer { other.stop() }
        for index in 0..<20 {
            _ = try fixture.ledger.cases(of: LedgerFixture.station)
            let number = try other.submit("二", nonce: "m\(index)")
            #expect(try fixture.ledger.caseFile(number) != nil)
        }
    }

    /// A form that comes again after its code went out of use, or moved, is only looked for.
    @Test(arguments: [\Submission.onlyRepeats, \Submission.onlyJoins])
    func findsWhatAnotherServerHasJustTaken(lookedFor: any WritableKeyPath<Submission, Bool> & Sendable)
        throws
    {
        defer { other.stop() }
        for index in 0..<20 {
            _ = try fixture.ledger.cases(of: LedgerFixture.station)
            let number = try other.submit("二", nonce: "m\(index)")
            var again = try submission("二", nonce: "m\(index)")
            again[keyPath: lookedFor] = true
            let found = try fixture.ledger.perform(.submission(again), station: LedgerFixture.station)
            #expect(found == Commitment(caseNumber: number, isNew: false))
        }
    }

    @Test func aCaseThatChangedHandsElsewhereIsLookedAtOnceMore() throws {
        defer { other.stop() }
        let number = try other.submit("二", nonce: "n2")
        let code = try Code(parsing: "100000Y")
        #expect(try fixture.ledger.caseFile(number) != nil)
        try openBatch()
        try other.act(number, .transferred(to: code, station: LedgerFixture.station))
        let ledger = fixture.ledger
        let holder = Mutex<Code?>(nil)
        let reader = try Thread(named: "reader") {
            let file = try? ledger.caseFile(number) { $0.to == code }
            holder.withLock { $0 = file?.case.to }
        }
        try waitUntil { journal.state.withLock { !$0.seekers.isEmpty } || holder.withLock { $0 != nil } }
        journal.settle(keeping: true)
        reader.join()
        #expect(holder.withLock { $0 } == code)
    }

    @Test func whatIsNotThereIsAbsentInTheEnd() throws {
        defer { other.stop() }
        let number = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 5)
        #expect(try fixture.ledger.caseFile(number) == nil)
        let isAbsent = Mutex<Bool?>(nil)
        fixture.ledger.findCase(
            number, queryCode: fixture.ledger.keys.secrets(ofNonce: Array("n1".utf8)).queryCode,
            goingOn: { $0() }
        ) { result in
            if case .success(let file) = result { isAbsent.withLock { $0 = file == nil } }
        }
        try waitUntil { isAbsent.withLock { $0 != nil } }
        #expect(isAbsent.withLock { $0 } == true)
    }
}
