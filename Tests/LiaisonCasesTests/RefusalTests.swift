import Glibc
import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A refusal changes nothing: no byte below the data directory, nothing in the fold, and nothing afterwards.
@Suite struct RefusalTests {
    private static let deputy = literal(try? Code(parsing: "100000Y"))
    private static let other = literal(try? Code(parsing: "200000X"))
    private static let words = Digest(value: 77)
    private static let station = LedgerFixture.station

    /// An act of every kind, whatever its case is like.
    static let bodies: [Event.Body] = [
        .appended(digest: words), .acknowledged(.simple), .asked, .answered(digest: words), .replied,
        .extended(until: CivilDate(daysSince1970: 30_000)), .transferred(to: other, station: station),
        .transferred(to: other, station: literal(StationID("SS01"))), .claimed(by: other),
        .closed(.explained),
        .reopened, .rated(.fair), .erased(reason: "requested"), .released, .discarded,
    ]

    let fixture: LedgerFixture
    let number: CaseNumber
    /// Another server on the same store.
    let second: Ledger

    init() throws {
        fixture = try LedgerFixture()
        var message = try submission("路灯坏了", nonce: "n1", name: "张三丰")
        message.photos = [try fixture.ledger.photos.receive(PhotoTests.Upload("phone.jpg"))]
        number = try fixture.ledger.perform(.submission(message), station: Self.station).caseNumber
        second = try LedgerFixture.open(fixture.directory)
        try second.submit("井盖响", nonce: "n2")
    }

    /// What a ledger knows of the station.
    private func fold(_ ledger: Ledger) throws -> (cases: CaseList, referrals: Set<CaseNumber>, due: Set<Int>)
    {
        try ledger.journal(of: Self.station).withFreshFold(maximumAge: 0) {
            ($0.fold.cases, Set($0.fold.referrals.keys), $0.fold.erasures.due)
        }
    }

    /// Has both servers refuse something, and looks at everything before and after.
    private func refuse(
        _ proposal: Proposal, with error: LedgerError, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try refuse(proposal, sourceLocation: sourceLocation) { $0 == error }
    }

    private func refuse(
        _ proposal: Proposal, sourceLocation: SourceLocation = #_sourceLocation,
        where isExpected: (LedgerError) -> Bool
    ) throws {
        for ledger in [fixture.ledger, second] {
            try finishErasures(ledger)
            let before = try fold(ledger)
            let contents = try DirectoryContents(of: fixture.directory)
            let error = #expect(throws: LedgerError.self, sourceLocation: sourceLocation) {
                try ledger.perform(proposal, station: Self.station)
            }
            #expect(
                error.map(isExpected) == true, "\(String(describing: error))", sourceLocation: sourceLocation)
            try finishErasures(ledger)
            let changed = contents.differences(to: try DirectoryContents(of: fixture.directory))
            #expect(changed == [], sourceLocation: sourceLocation)
            let after = try fold(ledger)
            #expect(after.cases == before.cases, sourceLocation: sourceLocation)
            #expect(after.referrals == before.referrals, sourceLocation: sourceLocation)
            #expect(after.due == before.due, sourceLocation: sourceLocation)
        }
        let later = try LedgerFixture.open(fixture.directory)
        defer { later.stop() }
        let report = try later.verify()
        #expect(report.findings.isEmpty && report.wordsLeft.isEmpty, sourceLocation: sourceLocation)
        #expect(try fold(later).cases == (try fold(fixture.ledger)).cases, sourceLocation: sourceLocation)
    }

    /// Has a ledger take out whatever is marked for it: that is done before an erasure is answered.
    private func finishErasures(_ ledger: Ledger) throws {
        let erasure = CaseAction(number: absent, body: .erased(reason: nil))
        #expect(throws: LedgerError.absent) {
            try ledger.perform(.action(erasure), station: Self.station)
        }
    }

    private var absent: CaseNumber {
        CaseNumber(station: Self.station, date: CivilDate(daysSince1970: 20_000), value: 5)
    }

    private func act(_ body: Event.Body, text: String? = "我叫张三丰", onlyRepeats: Bool = false) -> Proposal {
        var action = CaseAction(
            number: number, body: body, actor: Actor(role: "office"),
            personal: text.map { Event.Personal(text: $0) })
        action.onlyRepeats = onlyRepeats
        return .action(action)
    }

    /// Brings the case into a state in which it takes an act of any kind.
    private func prepare(for body: Event.Body) throws {
        switch body {
        case .answered: try fixture.ledger.act(number, .asked)
        case .reopened, .rated: try fixture.ledger.act(number, .replied)
        default: break
        }
    }

    @Test(arguments: bodies)
    func whatMayOnlyRepeatLeavesEverythingAsItIs(body: Event.Body) throws {
        try prepare(for: body)
        try refuse(act(body, onlyRepeats: true), with: .absent)
        try refuse(act(body, text: nil, onlyRepeats: true), with: .absent)
        #expect(try fixture.ledger.caseFile(number)?.message?.event.personal?.name == "张三丰")
    }

    @Test(arguments: bodies)
    func anActOnNoCaseLeavesEverythingAsItIs(body: Event.Body) throws {
        try refuse(.action(CaseAction(number: absent, body: body)), with: .absent)
    }

    @Test(arguments: bodies)
    func anErasedCaseTakesNothingMore(body: Event.Body) throws {
        try fixture.ledger.act(number, .erased(reason: nil))
        if case .erased = body { return }
        try refuse(act(body), with: .refused(.erased))
    }

    @Test(
        arguments: [
            ([], .reopened, .notClosed), ([], .rated(.fair), .notAnswered),
            ([], .answered(digest: words), .notAsked), ([], .released, .notQuarantined),
            ([], .discarded, .notQuarantined), ([.closed(.resolved)], .replied, .closed),
            ([.closed(.resolved)], .asked, .closed), ([.closed(.resolved)], .acknowledged(.major), .closed),
            ([.closed(.resolved)], .closed(.explained), .closed),
            ([.closed(.resolved)], .extended(until: CivilDate(daysSince1970: 30_000)), .closed),
            ([.closed(.resolved)], .transferred(to: other, station: station), .closed),
            ([.closed(.resolved)], .claimed(by: deputy), .closed),
            ([.claimed(by: deputy)], .claimed(by: other), .claimed(by: deputy)),
            (
                [.transferred(to: other, station: station)], .transferred(to: other, station: station),
                .alreadyThere
            ),
        ] as [([Event.Body], Event.Body, TransitionRefusal)])
    func aStateThatDoesNotAllowIt(bodies: [Event.Body], body: Event.Body, refusal: TransitionRefusal) throws {
        for body in bodies { try fixture.ledger.act(number, body) }
        try refuse(act(body), with: .refused(refusal))
    }

    /// The first message's form once more, with this and that changed.
    private func form(
        _ text: String, name: String? = "张三丰", photo: String? = nil, onlyRepeats: Bool = false
    ) throws -> Proposal {
        var form = try submission(text, nonce: "n1", name: name)
        form.onlyRepeats = onlyRepeats
        if let photo { form.photos = [try fixture.ledger.photos.receive(PhotoTests.Upload(photo))] }
        return .submission(form)
    }

    @Test(arguments: [("路灯坏了，还有井盖", "张三丰"), ("路灯坏了", "张三")])
    func aFormThatMayOnlyRepeat(text: String, name: String) throws {
        try refuse(form(text, name: name, onlyRepeats: true), with: .absent)
        var new = try submission("新的", nonce: "n9")
        new.onlyRepeats = true
        try refuse(.submission(new), with: .absent)
    }

    @Test func aFormWithAnotherPhotoThatMayOnlyRepeat() throws {
        try refuse(form("路灯坏了", photo: "screen.png", onlyRepeats: true), with: .absent)
    }

    @Test(arguments: [("又一件", "张三丰"), ("路灯坏了", "张三")])
    func aFormWithOtherWordsAfterTheErasure(text: String, name: String) throws {
        try fixture.ledger.act(number, .erased(reason: nil))
        try refuse(form(text, name: name), with: .refused(.erased))
        try refuse(form("路灯坏了", photo: "screen.png"), with: .refused(.erased))
    }

    @Test func aFormNumberThatAnotherMessageHas() throws {
        var paper = try submission("二", nonce: "n9")
        paper.formNumber = number
        try refuse(.submission(paper), with: .formNumberTaken)
    }

    @Test func aStoreWithoutRoom() throws {
        for ledger in [fixture.ledger, second] { ledger.space.keep(.bytes(1 << 60)) }
        for proposal in [
            try form("又一件"), try form("路灯坏了", name: "张三"), try form("路灯坏了", photo: "screen.png"),
            .submission(try submission("新的", nonce: "n9")),
        ] {
            try refuse(proposal) { if case .spaceShort = $0 { true } else { false } }
        }
    }

    /// As many additions as staff have to look at before there can be more.
    private func fill(from first: Int = 1000) throws {
        for index in 0..<CaseAdditions.limit {
            let action = CaseAction(
                number: number, body: .appended(digest: Digest(value: UInt128(first + index))),
                personal: Event.Personal(text: "第\(index)次"))
            _ = try fixture.ledger.perform(.action(action), station: Self.station)
        }
    }

    private func citizen(_ body: Event.Body, text: String?, photo: String? = nil) throws -> Proposal {
        var action = CaseAction(
            number: number, body: body, personal: text.map { Event.Personal(text: $0) })
        if let photo { action.photos = [try fixture.ledger.photos.receive(PhotoTests.Upload(photo))] }
        return .action(action)
    }

    @Test func whatIsTooMuchForOneCase() throws {
        try fixture.ledger.act(number, .replied)
        try fill()
        for proposal in [
            try citizen(.appended(digest: Self.words), text: "还有"), try citizen(.reopened, text: "没修好"),
            try citizen(.rated(.fair), text: "还行"), try form("又一件"), try form("路灯坏了", name: "张三"),
            try form("路灯坏了", photo: "screen.png"),
            try citizen(.appended(digest: Self.words), text: nil, photo: "screen.png"),
        ] {
            try refuse(proposal, with: .refused(.additionsFull))
        }
        try fixture.ledger.act(number, .asked)
        try fill(from: 2000)
        try refuse(citizen(.appended(digest: Self.words), text: "还有"), with: .refused(.additionsFull))
    }

    @Test func moreWordsThanOneCaseHolds() throws {
        let long = String(repeating: "长", count: 5000)
        for index in 0..<14 {
            if index == 10 { try fixture.ledger.act(number, .replied) }
            let action = CaseAction(
                number: number, body: .appended(digest: Digest(value: UInt128(1000 + index))),
                personal: Event.Personal(text: long))
            do throws(LedgerError) {
                _ = try fixture.ledger.perform(.action(action), station: Self.station)
                #expect(index < 13)
            } catch {
                #expect(error == .refused(.wordsFull) && index == 13)
            }
        }
        try refuse(citizen(.reopened, text: long), with: .refused(.wordsFull))
        // Without words it goes on.
        _ = try fixture.ledger.perform(citizen(.rated(.fair), text: nil), station: Self.station)
        _ = try fixture.ledger.perform(citizen(.reopened, text: nil), station: Self.station)
    }
}
