import LiaisonCodes
import LiaisonSystem

/// When those who have a case were told of it, and what came of that: what the next piece of news goes by, and what
/// reports count.
///
/// Sixteen bytes, as a million cases have it: whole seconds.
package struct CaseNotices: Equatable, Sendable {
    /// Seconds since 2020, 0 for never.
    private var firstTold: UInt32 = 0
    /// Seconds from then on, the largest for none yet.
    private var untilAct: UInt32 = .max
    private var lastDay: CivilDate?
    private var idleDays: UInt8 = 0

    private static let epoch: Int64 = 1_577_836_800

    package init() {}

    /// When anybody was told first, to the second.
    package var first: Timestamp? {
        firstTold == 0 ? nil : Timestamp(milliseconds: (Int64(firstTold) + Self.epoch) * 1000)
    }

    /// How many seconds after that staff first did something.
    package var reaction: Int? { untilAct == .max ? nil : Int(untilAct) }

    /// On how many days whoever has it was told since anybody did something about it, or it came to them.
    package var unanswered: Int { Int(idleDays) }

    /// Takes note of an event.
    mutating func note(_ event: Event) {
        let seconds = UInt32(clamping: max(1, event.at.milliseconds / 1000 - Self.epoch))
        if case .notified = event.body {
            if firstTold == 0 { firstTold = seconds }
            let day = BeijingTime(event.at).date
            if lastDay != day, idleDays < .max { idleDays += 1 }
            lastDay = day
            return
        }
        guard event.isByStaff else { return }
        if firstTold > 0, untilAct == .max { untilAct = seconds > firstTold ? seconds - firstTold : 0 }
        (lastDay, idleDays) = (nil, 0)
    }
}
