import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Two servers that give two messages one number before either sees the other's.
@Suite final class ContestedNumberTests: Sendable {
    /// Two nonces whose first numbers are the same, and what their numbers are.
    private let nonces: [String]
    private let contested: CaseNumber
    private let directory: String

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-contested")
        let keys = ReceiptKeys(secret: [UInt8](repeating: 7, count: 32))
        var seen: [UInt64: String] = [:]
        var found: [String] = []
        while found.isEmpty {
            let nonce = "nonce-\(seen.count)"
            let value = keys.numberValue(forNonce: Array(nonce.utf8), attempt: 0) % CaseNumber.numbersADay
            if let other = seen.updateValue(nonce, forKey: value) { found = [other, nonce] }
        }
        nonces = found
        contested = Self.number(nonces[0], attempt: 0)
        #expect(Self.number(nonces[1], attempt: 0) == contested)
    }

    deinit {
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    private static func number(_ nonce: String, attempt: UInt8) -> CaseNumber {
        let keys = ReceiptKeys(secret: [UInt8](repeating: 7, count: 32))
        return CaseNumber(
            station: LedgerFixture.station, date: BeijingTime(LedgerFixture.noon).date,
            value: keys.numberValue(forNonce: Array(nonce.utf8), attempt: attempt))
    }

    /// A server whose first syncs are followed by what others do meanwhile, before it looks at them.
    private final class Interruption: LedgerObserver {
        let steps: Mutex<[@Sendable () throws -> Void]>

        init(_ steps: [@Sendable () throws -> Void] = []) { self.steps = Mutex(steps) }

        func ledgerSynced(events: Int, nanoseconds: UInt64) {
            let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            do { try step?() } catch { Issue.record(error) }
        }
        func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}
        func ledgerFailed(_ error: SystemError) { Issue.record(error) }
    }

    private func open(_ steps: [@Sendable () throws -> Void] = []) throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon),
            committers: 2, observer: Interruption(steps))
    }

    /// A server that has seen the empty station, and looks no more while it decides the first message.
    private func openLooking(_ steps: [@Sendable () throws -> Void] = []) throws -> Ledger {
        let ledger = try open(steps)
        try ledger.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
        return ledger
    }

    /// Every server finds these numbers, each once, with its words.
    private func expect(_ expected: [(CaseNumber, String)], on ledgers: [Ledger]) throws {
        let fresh = try open()
        defer { fresh.stop() }
        for ledger in ledgers + [fresh] {
            let cases = try ledger.cases(of: LedgerFixture.station)
            #expect(Set(cases.map(\.number)) == Set(expected.map(\.0)))
            #expect(cases.count == expected.count)
            for (number, text) in expected {
                let file = try #require(try ledger.caseFile(number))
                #expect(file.case.number == number)
                #expect(file.entries.map(\.event.personal?.text) == [text])
                #expect(file.message?.event.caseNumber == number)
            }
            let page = try ledger.events(
                after: EventCursor(), of: [LedgerFixture.station], limit: 10, where: { _ in true })
            #expect(page.entries.count == expected.count)
            #expect(Set(page.entries.map(\.event.caseNumber)) == Set(expected.map(\.0)))
            #expect(try ledger.messages(of: expected.map(\.0)).count == expected.count)
        }
        let report = try fresh.verify()
        #expect(report.findings.isEmpty)
        #expect(report.cases == expected.count)
    }

    @Test(arguments: [false, true])
    func theOneWhoSeesTheOtherGivesWay(isLate: Bool) throws {
        let other = try isLate ? openLooking() : open()
        let first = try openLooking([
            { [nonces] in try other.submit("二", nonce: nonces[1]) }
        ])
        let answered = try first.perform(
            .submission(submission("一", nonce: nonces[0])), station: LedgerFixture.station)
        // The other has found the first's line, when it decided or before it answered; it needn't give way itself.
        #expect(answered == Commitment(caseNumber: contested, isNew: true))
        try expect(
            [(contested, "一"), (Self.number(nonces[1], attempt: 1), "二")], on: [first, other])
        first.stop()
        other.stop()
    }

    @Test func bothGiveWayWhereBothSeeTheOther() throws {
        let third = Mutex<Ledger?>(nil)
        let other = try openLooking([
            // While the second waits for its sync, the first stores its line, and finds the second's.
            { [nonces] in
                let first = try #require(third.withLock { $0 })
                let answered = try first.perform(
                    .submission(submission("一", nonce: nonces[0])), station: LedgerFixture.station)
                #expect(answered == Commitment(caseNumber: Self.number(nonces[0], attempt: 1), isNew: true))
            }
        ])
        let first = try openLooking()
        third.withLock { $0 = first }
        // Decided on what it saw when the station was empty.
        let answered = try other.perform(
            .submission(submission("二", nonce: nonces[1])), station: LedgerFixture.station)
        // By then the first has another number, so that this one may stay.
        #expect(answered == Commitment(caseNumber: contested, isNew: true))
        try expect([(Self.number(nonces[0], attempt: 1), "一"), (contested, "二")], on: [first, other])
        // The number of before still opens both, each with its own query code.
        for (index, text) in ["一", "二"].enumerated() {
            let query = first.keys.queryCode(forNonce: Array(nonces[index].utf8))
            for ledger in [first, other] {
                let file = try ledger.caseFile(contested, queryCode: query)
                #expect(file?.message?.event.personal?.text == text)
            }
        }
        first.stop()
        other.stop()
    }

    /// What a server leaves that dies between the sync of a message and its look at the others.
    private func leave(
        _ text: String, nonce: String, as name: String = "2025-12-0009", photos: [IncomingPhoto] = []
    ) throws {
        let message = PreparedSubmission(
            try submission(text, nonce: nonce), keys: ReceiptKeys(secret: [UInt8](repeating: 7, count: 32)))
        let segment = try #require(SegmentName(name))
        let opening = SegmentOpening(
            at: LedgerFixture.noon, station: LedgerFixture.station, segment: segment, writer: "gone",
            witness: [])
        var event = Event(
            at: LedgerFixture.noon, caseNumber: contested, body: .received(message.receipt))
        event.photos = photos.map(\.photo)
        var bytes: [UInt8] = []
        let hash = LedgerLine.append(
            .opened(opening), words: nil, sequence: 0, previous: .none, to: &bytes)
        _ = LedgerLine.append(
            .event(event), words: message.words, sequence: 1, previous: hash, to: &bytes)
        try Files.create("\(directory)/stations/SS00/inbox/\(name).jsonl", with: bytes)
    }

    @Test func givesWayAtTheNextTryWhereAServerDiedInBetween() throws {
        let server = try open()
        try server.submit("二", nonce: nonces[1])
        // Its writer has gone before it looked.
        try leave("一", nonce: nonces[0])
        let journal = server.journal(of: LedgerFixture.station)
        #expect(
            try journal.withFreshFold(maximumAge: 0) { $0.fold.cases.map(\.number) } == [
                contested, contested,
            ])
        #expect(try server.submit("一", nonce: nonces[0]) == Self.number(nonces[0], attempt: 1))
        #expect(try server.submit("一", nonce: nonces[0]) == Self.number(nonces[0], attempt: 1))
        #expect(try server.submit("二", nonce: nonces[1]) == contested)
        try expect([(Self.number(nonces[0], attempt: 1), "一"), (contested, "二")], on: [server])
        server.stop()
    }

    @Test func givesWayWithOtherWordsToo() throws {
        let server = try open()
        try server.submit("二", nonce: nonces[1])
        try leave("一", nonce: nonces[0])
        try server.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
        let number = try server.submit("一，还有", nonce: nonces[0])
        #expect(number == Self.number(nonces[0], attempt: 1))
        let file = try #require(try server.caseFile(number))
        #expect(file.entries.map(\.event.personal?.text) == ["一", "一，还有"])
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "appended"])
        server.stop()
    }

    @Test func givesWayToAPaperForm() throws {
        let server = try openLooking([
            { [self] in try leave("纸", nonce: "paper") }
        ])
        #expect(try server.submit("一", nonce: nonces[0]) == Self.number(nonces[0], attempt: 1))
        try expect([(Self.number(nonces[0], attempt: 1), "一"), (contested, "纸")], on: [server])
        server.stop()
    }

    @Test func aPaperFormKeepsItsNumber() throws {
        let server = try openLooking([{ [self] in try leave("二", nonce: nonces[1]) }])
        var form = try submission("纸", nonce: "paper")
        form.formNumber = contested
        #expect(
            try server.perform(.submission(form), station: LedgerFixture.station)
                == Commitment(caseNumber: contested, isNew: true))
        // The other finds it when its form comes again.
        #expect(try server.submit("二", nonce: nonces[1]) == Self.number(nonces[1], attempt: 1))
        try expect([(contested, "纸"), (Self.number(nonces[1], attempt: 1), "二")], on: [server])
        server.stop()
    }

    /// Both messages have put their photos where the number says that they are.
    @Test(arguments: [true, false])
    func erasingOneTakesNoPhotoOfTheOther(erasesTheOneThatGaveWay: Bool) throws {
        let server = try open()
        var message = try submission("二", nonce: nonces[1])
        message.photos = [try server.photos.receive(PhotoTests.Upload("phone.jpg"))]
        _ = try server.perform(.submission(message), station: LedgerFixture.station)
        let photo = try server.photos.receive(PhotoTests.Upload("screen.png"))
        try server.photos.place([photo], in: PhotoFolder(of: contested))
        try leave("一", nonce: nonces[0], photos: [photo])
        try server.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
        let second = try server.submit("一", nonce: nonces[0])
        #expect(second == Self.number(nonces[0], attempt: 1))
        let (erased, kept) = erasesTheOneThatGaveWay ? (second, contested) : (contested, second)
        #expect(try Files.names(in: "\(directory)/stations/SS00/photos/\(contested)").count == 2)
        try server.act(erased, .erased(reason: nil))
        #expect(try Files.names(in: "\(directory)/stations/SS00/photos/\(contested)").count == 1)
        let stored = try #require(try server.caseFile(kept)?.photos.first)
        #expect(try server.photos.read(stored) != nil)
        #expect(
            try server.caseFile(kept)?.message?.event.personal?.text == (erasesTheOneThatGaveWay ? "二" : "一"))
        let report = try server.verify()
        #expect(report.findings.isEmpty)
        #expect(report.wordsLeft.isEmpty)
        #expect(report.cases == 2)
        // Nothing more goes, and what is left of the other goes with it.
        try server.act(kept, .erased(reason: nil))
        #expect(try !Files.names(in: "\(directory)/stations/SS00/photos").contains(contested.description))
        server.stop()
    }

    /// Whichever of the two segments is read first, and whichever nonce is the lower.
    @Test(arguments: [0, 1], ["2025-11-0001", "2025-12-0009"])
    func anActIsOfTheCaseItWasWrittenFor(index: Int, name: String) throws {
        let server = try open()
        try server.submit("二", nonce: nonces[index])
        try server.act(contested, .replied, text: "答二")
        try leave("一", nonce: nonces[1 - index], as: name)
        try server.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
        let second = Self.number(nonces[1 - index], attempt: 1)
        #expect(try server.submit("一", nonce: nonces[1 - index]) == second)
        let fresh = try open()
        for ledger in [server, fresh] {
            let file = try #require(try ledger.caseFile(contested))
            #expect(file.entries.map(\.event.personal?.text) == ["二", "答二"])
            #expect(try ledger.caseFile(second)?.entries.count == 1)
            ledger.stop()
        }
    }

    @Test func whoeverReadTheNumberOfBeforeGetsTheNewOneAsNews() throws {
        let server = try open()
        try server.submit("二", nonce: nonces[1])
        try leave("一", nonce: nonces[0])
        func page(_ cursor: EventCursor) throws -> EventPage {
            try server.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        }
        try server.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
        let before = try page(EventCursor())
        #expect(before.entries.map(\.event.caseNumber) == [contested, contested])
        let number = try server.submit("一", nonce: nonces[0])
        let news = try page(before.cursor)
        #expect(news.entries.map(\.event.caseNumber) == [number])
        #expect(news.entries.map(\.event.personal?.text) == ["一"])
        #expect(try page(news.cursor).entries.isEmpty)
        server.stop()
    }
}
