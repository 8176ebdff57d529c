import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem

// The room of one case: what happened to it, what it is after each event, which act it refuses now and why. Its rule: a case is
// nothing but its events, folded in one order; a refusal changes nothing. Events come from the fold and from whoever reads a
// case back; what somebody may see of it is decided above.

/// A case as its events make it: a pure fold, without text, small enough that a million stay in memory.
package struct Case: Equatable, Sendable {
    // Small members stand in what the optional moments and dates leave free.
    let query: Digest
    let nonce: Digest
    /// The digests of the citizen's words, and the keys of all other acts: what makes repeated sendings harmless.
    private(set) var digests: DigestList
    /// How much the citizen has added.
    package private(set) var additions = CaseAdditions()
    /// The number on its message's latest line: a message that had to give way to another has two.
    package private(set) var number: CaseNumber
    /// The deputy's or station's code that has it now.
    package private(set) var to: Code
    /// The station that has it now.
    package private(set) var station: StationID
    /// The configured topic, if any; the newest where the citizen has named several.
    package private(set) var topic: String?
    /// Where the poster hung that was scanned, if it is one of those that are told apart.
    package let place: String?
    /// Who has had it before, as transfers and claims left them; the one who has it now may be among them.
    package private(set) var formerHolders: [CaseHolder] = []
    /// When it came: the moment of its first event, or the start of the day on which a letter came that was entered later.
    package let received: Timestamp
    /// The day on which it was written down: later than ``received`` where an officer entered it afterwards.
    private let enteredOn: CivilDate
    /// By when the department is to have dealt with it that was given it last.
    package private(set) var assignedUntil: CivilDate?
    /// The deputy who took it from the station's shared inbox, until it is transferred.
    package private(set) var claimedBy: Code?
    /// Whether it ever changed hands: only then does its history decide who has seen what of it.
    package private(set) var hasMoved = false
    /// Whether it was ever given to a department.
    package private(set) var isAssigned = false
    private let peopleCount: UInt16
    package private(set) var state: State = .received
    package private(set) var isErased = false
    /// Since when the citizen is asked.
    package private(set) var askedAt: Timestamp?
    /// Where it stands with the quarantine.
    package private(set) var screening: Screening
    /// What its deadline depends on.
    package private(set) var terms = DeadlineTerms()
    /// Who was told of it, and whether anything came of that.
    package private(set) var notices = CaseNotices()
    private var choices: CaseChoices
    /// What reports count of its course.
    package private(set) var milestones = CaseMilestones()

    /// Where a case stands, in the contract's words.
    package enum State: String, Sendable, CaseIterable {
        case received, acknowledged, asked, replied, closed
    }

    /// Where a message stands that may be no person's.
    package enum Screening: String, Sendable, CaseIterable {
        /// It never was in quarantine.
        case passed
        case waiting, released, discarded
    }

    /// Whether lists, pulls and reports leave it out: it waits in quarantine, or was discarded from it.
    package var isHidden: Bool { screening == .waiting || screening == .discarded }

    /// The case that a message opens.
    ///
    /// - Parameters:
    ///   - number: The number on its line.
    ///   - received: The moment on its line.
    ///   - receipt: The message.
    ///   - photos: Those that came with it.
    ///   - length: The bytes of its line.
    init(
        number: CaseNumber, received: Timestamp, receipt: Event.Receipt, photos: [Photo] = [], length: Int = 0
    ) {
        self.number = number
        self.received = receipt.arrivedOn.map(BeijingTime.start(of:)) ?? received
        enteredOn = BeijingTime(received).date
        to = receipt.to
        station = number.station
        topic = receipt.topic
        place = receipt.place
        query = receipt.query
        nonce = receipt.nonce
        digests = DigestList(receipt.digest)
        digests.append(contentsOf: photos.map(\.digest))
        choices = CaseChoices(channel: receipt.channel, suspicion: receipt.suspicion)
        screening = receipt.suspicion == nil ? .passed : .waiting
        peopleCount = UInt16(clamping: receipt.people)
        additions.grow(by: length)
    }

    /// Whether the citizen's words with that digest are in the case already.
    package func contains(_ digest: Digest) -> Bool { digests.contains(digest) }

    /// Whether the case has all that makes the event recognisable: it is the same event once more.
    func holds(_ event: Event) -> Bool {
        if case .erased = event.body { return isErased }
        var (marks, known) = (0, 0)
        event.forEachMark { mark in
            marks += 1
            if contains(mark) { known += 1 }
        }
        return marks > 0 && known == marks
    }

    /// Whether the words with that digest are those that the case began with.
    func began(with digest: Digest) -> Bool { digests.first == digest }

    /// Whether the query code with that digest opens the receipt.
    package func isOpened(by query: Digest) -> Bool { self.query == query }

    /// Whether an act would change nothing, because the case has it already: the act, its words and its photos.
    package func alreadyHolds(_ action: CaseAction) -> Bool {
        if let key = action.key, contains(key) { return true }
        let hasNoWords = action.personal == nil
        return switch action.body {
        case .appended(let digest), .answered(let digest):
            contains(digest) && action.photos.allSatisfy { contains($0.photo.digest) }
        case .acknowledged(let grade):
            hasNoWords && self.grade == grade && state != .received && state != .closed
        case .claimed(let code): hasNoWords && claimedBy == code
        case .released: hasNoWords && screening == .released
        case .discarded: hasNoWords && screening == .discarded
        case .erased: isErased
        case .received, .asked, .replied, .extended, .transferred, .closed, .reopened, .rated, .referred,
            .assigned, .urged, .notified, .newer:
            false
        }
    }

    /// The event as it fits the case's state: what the citizen adds while they are asked is the answer.
    package func fitting(_ body: Event.Body) -> Event.Body {
        if case .appended(let digest) = body, state == .asked { return .answered(digest: digest) }
        return body
    }

    /// The digest of the nonce of the form that opened the case.
    package var nonceDigest: Digest { nonce }

    /// Adds an event's effect. Total: what two servers wrote at the same time must merge, so an event that
    /// ``refusal(of:)`` would have refused changes nothing that a later one can't.
    ///
    /// What the case has already, written by two servers at once, changes nothing but, a message, the number.
    ///
    /// - Parameters:
    ///   - event: The next one in the order of the fold.
    ///   - length: The bytes of its line.
    /// - Returns: Whether the case did not have it yet.
    @discardableResult
    mutating func apply(_ event: Event, length: Int = 0) -> Bool {
        if event.isMessage { number = event.caseNumber }
        if holds(event) { return false }
        event.forEachMark { if !contains($0) { digests.append($0) } }
        additions.note(event, length: length)
        if let topic = event.topic { self.topic = topic }
        switch event.body {
        // The same form once more, with something changed.
        case .received(let receipt): if let topic = receipt.topic { self.topic = topic }
        case .referred, .appended, .urged, .notified, .newer: break
        case .assigned(let until): (isAssigned, assignedUntil) = (true, until)
        case .acknowledged(let grade):
            choices.grade = grade
            setTerms(at: event.at) { $0.grade = grade.known }
            if state == .received { state = .acknowledged }
        case .asked:
            if state != .closed {
                state = .asked
                if askedAt == nil { askedAt = event.at }
            }
        case .answered:
            resume(at: event.at)
            if state == .asked { state = .acknowledged }
        case .replied:
            resume(at: event.at)
            if state != .closed { state = .replied }
        case .extended(let date):
            // What the citizen kept it waiting before is in the new date already.
            setTerms(at: event.at) { ($0.extendedUntil, $0.pausedDays) = (date, 0) }
            if askedAt != nil { askedAt = event.at }
        case .transferred(let code, let station):
            noteHolder()
            to = code
            self.station = station
            claimedBy = nil
            hasMoved = true
        case .claimed(let code):
            // Of two claims in the same instant the first in the fold's order holds.
            if claimedBy == nil {
                noteHolder()
                to = code
                claimedBy = code
            }
            hasMoved = true
        case .closed(let outcome):
            resume(at: event.at)
            state = .closed
            choices.outcome = outcome
        case .reopened:
            resume(at: event.at)
            state = .acknowledged
            choices.outcome = nil
            // The clock runs anew: nobody is late for what was closed.
            terms.restartedOn = BeijingTime(event.at).date
            terms.extendedUntil = nil
            terms.pausedDays = 0
        case .rated(let rating, let solved):
            choices.rating = rating
            // A form that doesn't ask takes nothing back.
            if let solved { choices.solved = solved }
        // Released wins, whatever another officer does at the same time: nothing is lost by looking once more.
        case .released:
            if screening != .passed { screening = .released }
            hasMoved = true
        case .discarded: if screening == .waiting { screening = .discarded }
        case .erased: isErased = true
        }
        milestones.note(event, terms: terms, holder: to, received: received)
        notices.note(event)
        return true
    }

    /// Remembers who has it, before somebody else does; nobody has had what waits in quarantine.
    private mutating func noteHolder() {
        let holder = CaseHolder(code: to, station: station)
        if !isHidden, !formerHolders.contains(holder) { formerHolders.append(holder) }
    }

    /// Gives it another deadline, and remembers until when it had time by the one of before.
    private mutating func setTerms(at moment: Timestamp, _ change: (inout DeadlineTerms) -> Void) {
        var before = terms
        if let askedAt { before.pausedDays += Self.days(from: askedAt, to: moment) }
        change(&terms)
        milestones.notePostponement(at: moment, from: before, to: terms, enteredOn: enteredOn)
    }

    private mutating func resume(at moment: Timestamp) {
        guard let since = askedAt else { return }
        terms.pausedDays += Self.days(from: since, to: moment)
        askedAt = nil
    }

    private static func days(from start: Timestamp, to end: Timestamp) -> Int {
        BeijingTime(end).date.daysSince1970 - BeijingTime(start).date.daysSince1970
    }
}

extension Case {
    /// The way on which it came.
    package var channel: Choice<Channel> { choices.channel }

    /// How heavy the matter is, once it was taken up.
    package var grade: Choice<Grade>? { choices.grade }

    /// How it was closed, while it is.
    package var outcome: Choice<Outcome>? { choices.outcome }

    /// Whether an officer says that it was entered by mistake.
    package var isMistaken: Bool {
        // By its case: a report asks it of each, and to compare takes ten times as long.
        if case .known(.mistaken) = choices.outcome { true } else { false }
    }

    /// Whether nothing is left of what was entered by mistake: then a paper form's number is free for the form's own words.
    ///
    /// It stays so: an erased case takes no act.
    package var isVacated: Bool { isMistaken && isErased }

    /// Whether reports, scores and archives count it.
    package var isCounted: Bool { !isHidden && !isMistaken }

    /// What the citizen thought of the handling.
    package var rating: Choice<Rating>? { choices.rating }

    /// Whether the matter is solved, as the citizen said last.
    package var solved: Choice<Solved>? { choices.solved }

    /// How many people came with it.
    package var people: Int { Int(peopleCount) }

    /// Why it waits in quarantine, or waited there.
    package var suspicion: Choice<Suspicion>? { choices.suspicion }
}
