import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem
import Synchronization
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What is decided where a message arrives, before anything of it is written.
@Suite struct RoundTests {
    private let fixture: LedgerFixture
    private let journal: StationJournal<CaseDecider>

    /// A station whose segment is open.
    init() throws {
        fixture = try LedgerFixture()
        try fixture.ledger.submit("一", nonce: "n1")
        let journal = fixture.ledger.journal(of: LedgerFixture.station)
        // The committer looks into the queue once more after it has answered: it must not find what the tests put there.
        try waitUntil { !journal.queue.withLock { $0.isBusy } }
        self.journal = journal
    }

    private func round(
        _ proposals: [Proposal], now: Timestamp = LedgerFixture.noon
    ) -> Round<CaseDecider> {
        let ledger = fixture.ledger
        let decider = CaseDecider(keys: ledger.keys, photos: ledger.photos, records: NoRecords.self)
        return Round(
            proposals.map(ticket), in: journal, decider,
            LineDraft(with: journal.pen, now: now, writer: "test"))
    }

    private func ticket(_ proposal: Proposal) -> Ticket<CaseDecider> {
        Ticket<CaseDecider>(
            PreparedProposal(proposal, keys: fixture.ledger.keys), completion: { _ in })
    }

    private func message(_ text: String, _ nonce: String) throws -> Proposal {
        .submission(try submission(text, nonce: nonce))
    }

    /// Decides at once, and says whether it did; what was begun is taken back.
    private func isDecidedAtOnce(_ proposals: [Proposal], now: Timestamp = LedgerFixture.noon) -> Bool {
        var round = round(proposals, now: now)
        round.decideAtOnce()
        defer { round.settle() }
        return !round.draft.output.isEmpty
    }

    private func texts() throws -> [String] {
        let lines = try fixture.segment(1).split(separator: 0x0A).map {
            try LedgerLine(decoding: Array($0), withPersonal: true)
        }
        return lines.compactMap { line in
            guard case .event(let event) = line.content else { return nil }
            return event.personal?.text
        }
    }

    @Test func aNewMessageIsDecidedWithoutALook() throws {
        var round = round([try message("二", "n2")])
        round.decideAtOnce()
        #expect(round.needsSync)
        // Nothing has reached the file.
        #expect(try texts() == ["一"])
        round.write(shortage: nil)
        #expect(try texts() == ["一", "二"])
        round.sync(SilentLedgerObserver())
        round.settle()
        let commitment = try #require(try round.tickets.first?.outcome?.get().commitment)
        #expect(commitment.isNew)
        #expect(try fixture.ledger.caseFile(commitment.caseNumber)?.message?.event.personal?.text == "二")
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }

    @Test func whatNeedsALookWaitsForIt() throws {
        let number = try fixture.ledger.submit("二", nonce: "n2")
        let act = Proposal.action(
            CaseAction(number: number, body: .acknowledged(.simple), actor: Actor(role: "office")))
        let onPaper = try submission("四", nonce: "n4")
        var paper = onPaper
        paper.formNumber = number
        let photo = Photo(
            format: .jpeg, byteCount: 1, width: 1, height: 1, hash: [UInt8](repeating: 1, count: 32))
        var withPhoto = onPaper
        withPhoto.photos = [IncomingPhoto(photo, at: "\(fixture.directory)/none")]
        let nextMonth = Timestamp(milliseconds: LedgerFixture.noon.milliseconds + 30 * 86_400_000)
        #expect(isDecidedAtOnce([try message("三", "n3")]))
        #expect(!isDecidedAtOnce([try message("二", "n2")]), "a repetition")
        #expect(!isDecidedAtOnce([try message("三", "n3"), try message("还没修", "n2")]), "added words")
        #expect(!isDecidedAtOnce([act]), "an act")
        #expect(!isDecidedAtOnce([.submission(paper)]), "a paper form")
        #expect(!isDecidedAtOnce([.submission(withPhoto)]), "a photo")
        #expect(!isDecidedAtOnce([try message("三", "n3")], now: nextMonth), "a new segment")
        journal.state.withLock { $0.isAwaited = true }
        #expect(!isDecidedAtOnce([try message("三", "n3")]), "somebody wants to see more")
        journal.state.withLock { ($0.isAwaited, $0.refreshedAt) = (false, 1) }
        #expect(!isDecidedAtOnce([try message("三", "n3")]), "an old view")
    }

    @Test func nobodyWaitsForTheFold() throws {
        let proposal = try message("二", "n2")
        let (held, done) = (Gate(), Gate())
        let thread = try WorkerPool(named: "holder", count: 1)
        thread.run { [journal] in
            journal.state.withLock { _ in
                held.open()
                done.wait()
            }
        }
        held.wait()
        var waiting = round([proposal])
        waiting.decideAtOnce()
        #expect(!waiting.needsSync)
        done.open()
        thread.stop()
        #expect(isDecidedAtOnce([proposal]))
    }

    @Test func whatComesLateSharesTheSync() throws {
        var round = round([try message("二", "n2")])
        round.decideAtOnce()
        let late = [ticket(try message("三", "n3")), ticket(try message("二", "n2"))]
        journal.queue.withLock { $0.pending = late }
        round.write(shortage: nil)
        round.sync(SilentLedgerObserver())
        round.settle()
        #expect(journal.queue.withLock { $0.pending.isEmpty })
        let outcomes = try round.tickets.map { try #require(try $0.outcome?.get().commitment) }
        #expect(outcomes.map(\.isNew) == [true, true, false])
        #expect(outcomes[0].caseNumber == outcomes[2].caseNumber)
        #expect(try texts() == ["一", "二", "三"])
    }

    @Test func whatNeedsTheLatestIsLeftForTheNextBatch() throws {
        var round = round([try message("二", "n2")])
        round.decideAtOnce()
        let act = ticket(.referral(CaseNumber(station: literal(StationID("SS01")), serial: 1)))
        journal.queue.withLock { $0.pending = [act] }
        round.write(shortage: nil)
        round.settle()
        #expect(journal.queue.withLock { $0.pending.count } == 1)
        journal.queue.withLock { $0.pending = [] }
    }

    @Test func whatCouldNotBeStoredIsTakenBack() throws {
        var round = round([try message("二", "n2")])
        round.decideAtOnce()
        round.write(shortage: nil)
        #expect(try texts() == ["一", "二"])
        round.fail(SystemError("syncfs", code: .inputOutput))
        round.settle()
        #expect(throws: LedgerError.storage(SystemError("syncfs", code: .inputOutput))) {
            try round.tickets[0].outcome?.get()
        }
        #expect(try texts() == ["一"])
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.cases.count } == 1)
        // The next one goes into a new segment.
        #expect(try fixture.ledger.submit("二", nonce: "n2").station == LedgerFixture.station)
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }
}
