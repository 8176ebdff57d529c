import LiaisonCodes
import LiaisonSystem

/// A case as its events make it: a pure fold, without text, small enough that a million stay in memory.
package struct Case: Equatable, Sendable {
    package let number: CaseNumber
    /// The deputy's or station's code that has it now.
    package private(set) var to: Code
    /// The station that has it now.
    package private(set) var station: StationID
    package let channel: Channel
    /// The configured topic, if any.
    package let topic: String?
    package let received: Timestamp
    package private(set) var state: State = .received
    /// What its deadline depends on.
    package private(set) var terms = DeadlineTerms()
    package private(set) var outcome: Outcome?
    package private(set) var rating: Rating?
    package private(set) var isErased = false
    /// Since when the citizen is asked.
    package private(set) var askedAt: Timestamp?
    /// What reports count of its course.
    package private(set) var milestones = CaseMilestones()
    /// Why it waits in quarantine, if it does.
    package let suspicion: Suspicion?
    let query: Digest
    let nonce: Digest
    /// The digests of the citizen's words so far: what makes repeated sendings harmless.
    private(set) var digests: [Digest]

    /// Where a case stands, in the contract's words.
    package enum State: String, Sendable, CaseIterable {
        case received, acknowledged, asked, replied, closed
    }

    /// The case that a message opens.
    init(number: CaseNumber, received: Timestamp, receipt: Event.Receipt) {
        self.number = number
        self.received = received
        to = receipt.to
        station = number.station
        channel = receipt.channel
        topic = receipt.topic
        query = receipt.query
        nonce = receipt.nonce
        digests = [receipt.digest]
        suspicion = receipt.suspicion
    }

    /// Whether the citizen's words with that digest are in the case already.
    package func contains(_ digest: Digest) -> Bool { digests.contains(digest) }

    /// Whether the query code with that digest opens the receipt.
    package func isOpened(by query: Digest) -> Bool { self.query == query }

    /// Whether an event would change nothing, because it is a repetition of one that the case has.
    package func alreadyHolds(_ body: Event.Body) -> Bool {
        switch body {
        case .appended(let digest), .answered(let digest): contains(digest)
        case .rated(let rating): self.rating == rating
        case .erased: isErased
        default: false
        }
    }

    /// The digest of the nonce of the form that opened the case.
    package var nonceDigest: Digest { nonce }

    /// Adds an event's effect. Total: what two servers wrote at the same time must merge, so an event that
    /// ``refusal(of:)`` would have refused changes nothing that a later one can't.
    mutating func apply(_ event: Event) {
        switch event.body {
        case .received: break
        case .appended(let digest): digests.append(digest)
        case .acknowledged(let grade):
            terms.grade = grade
            if state == .received { state = .acknowledged }
        case .asked:
            if state != .closed {
                state = .asked
                if askedAt == nil { askedAt = event.at }
            }
        case .answered(let digest):
            digests.append(digest)
            resume(at: event.at)
            if state == .asked { state = .acknowledged }
        case .replied:
            resume(at: event.at)
            if state != .closed { state = .replied }
        case .extended(let date): terms.extendedUntil = date
        case .transferred(let code, let station):
            to = code
            self.station = station
        case .claimed(let code): to = code
        case .closed(let outcome):
            resume(at: event.at)
            state = .closed
            self.outcome = outcome
        case .reopened:
            state = .acknowledged
            outcome = nil
        case .rated(let rating): self.rating = rating
        case .erased: isErased = true
        }
        milestones.note(event, terms: terms)
    }

    private mutating func resume(at moment: Timestamp) {
        guard let since = askedAt else { return }
        terms.pausedDays += BeijingTime(moment).date.daysSince1970 - BeijingTime(since).date.daysSince1970
        askedAt = nil
    }
}

extension Case {
    /// Why an event can't happen now, or nothing when it can.
    package func refusal(of body: Event.Body) -> TransitionRefusal? {
        if isErased, body != .erased { return .erased }
        switch body {
        case .received: return .alreadyReceived
        case .answered: return state == .asked ? nil : .notAsked
        case .asked, .acknowledged, .extended, .transferred, .claimed, .replied, .closed:
            return state == .closed ? .closed : nil
        case .reopened: return state == .closed || state == .replied ? nil : .notClosed
        case .rated: return state == .closed || state == .replied ? nil : .notAnswered
        case .appended, .erased: return nil
        }
    }

    /// How heavy the matter is, once it was taken up.
    package var grade: Grade? { terms.grade }

    /// The Beijing date by which the case wants its answer.
    package var due: CivilDate { terms.due(receivedOn: BeijingTime(received).date) }

    /// Whether the case waits for its answer beyond its date.
    package func isOverdue(on today: CivilDate) -> Bool {
        switch state {
        case .received, .acknowledged: today > due
        case .asked, .replied, .closed: false
        }
    }
}

/// Why an event doesn't fit the state of its case.
package enum TransitionRefusal: String, Error, Equatable, Sendable {
    case alreadyReceived, notAsked, closed, notClosed, notAnswered, erased
}
