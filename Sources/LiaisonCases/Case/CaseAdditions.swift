import LiaisonSystem

/// How much the citizen has added to a case: the one gate goes by it that everything passes which adds to a case, be it
/// an addition, an answer, a form sent again, the reason of a reopening or the words of a rating.
///
/// Nobody who tells more of a matter comes near it; without it one case grows until nobody can open it any more.
package struct CaseAdditions: Equatable, Sendable {
    /// The most additions between two acts of staff.
    package static let limit = 20
    /// The most bytes of lines with the citizen's words, of all times together.
    static let byteLimit = 200 << 10

    // In this order it takes eight bytes: a million cases stay in memory.
    private var bytes: UInt32 = 0
    /// How often the citizen has added something since staff last did anything.
    private var sinceStaff: UInt16 = 0
    /// Whether anything was ever added, but to a rating or a reopening: a name, a number or a topic may be among it.
    private(set) var areAny = false

    /// Whether the citizen has said something since staff last did anything that wants to be heard: words or a photo, or
    /// that they aren't content.
    package private(set) var areUnheard = false

    /// Whether the citizen has added something since staff last did anything.
    package var areWaiting: Bool { sinceStaff > 0 }

    /// Whether staff must act before the citizen can add anything more.
    package var areFull: Bool { sinceStaff >= Self.limit }

    /// Takes note of an event after the case's first.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - length: The bytes of its line.
    mutating func note(_ event: Event, length: Int) {
        if event.isByStaff { (sinceStaff, areUnheard) = (0, false) }
        guard event.isAddition else { return }
        if !event.body.isContent { areUnheard = true }
        if event.isMessage || event.body.isWords { areAny = true }
        if sinceStaff < .max { sinceStaff += 1 }
        grow(by: length)
    }

    /// Takes note of the citizen's words.
    mutating func grow(by length: Int) {
        let sum = bytes.addingReportingOverflow(UInt32(clamping: length))
        bytes = sum.overflow ? .max : sum.partialValue
    }

    /// Why no more can be added at present, or nothing when it can.
    ///
    /// - Parameters:
    ///   - event: What is to be added, without its photos.
    ///   - length: The bytes of its words.
    ///   - photos: How many photos come with it.
    /// - Returns: The refusal.
    func refusal(of event: Event, length: Int, photos: Int) -> TransitionRefusal? {
        guard event.isAddition else { return nil }
        if length == 0, photos == 0 {
            switch event.body {
            // Whoever has told everything can still say what they think of the answer.
            case .rated: return sinceStaff >= 2 * Self.limit ? .additionsFull : nil
            // It comes once after an answer.
            case .reopened: return nil
            default: break
            }
        }
        if sinceStaff >= Self.limit { return .additionsFull }
        return Int(bytes) + length > Self.byteLimit ? .wordsFull : nil
    }
}

extension Event.Body {
    /// Whether it says no more than that all is well.
    fileprivate var isContent: Bool {
        guard case .rated(let rating, let solved) = self else { return false }
        return rating == .known(.satisfied) && (solved == nil || solved == .known(.yes))
    }

    /// Whether it is nothing but what the citizen has added.
    fileprivate var isWords: Bool {
        switch self {
        case .appended, .answered: true
        default: false
        }
    }
}

extension Event {
    /// Whether it adds to what the citizen has said, or to what the case has of them.
    var isAddition: Bool {
        switch body {
        case .received, .appended, .answered: true
        case .reopened, .rated: actor == nil
        case .acknowledged, .asked, .replied, .extended, .transferred, .claimed, .closed, .erased, .released,
            .discarded, .referred, .assigned, .urged, .notified, .newer:
            false
        }
    }

    /// Whether staff did something about the case.
    var isByStaff: Bool {
        switch body {
        case .acknowledged, .asked, .replied, .extended, .transferred, .claimed, .closed, .released,
            .discarded, .assigned, .urged:
            true
        case .reopened, .rated: actor != nil
        // To be told is to do nothing yet.
        case .received, .appended, .answered, .erased, .referred, .notified, .newer: false
        }
    }
}
