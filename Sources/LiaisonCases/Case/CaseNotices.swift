import LiaisonCodes
import LiaisonSystem

/// When those who have a case were told of it, and whether anything came of that: what the next piece of news goes by, and
/// what reports count.
///
/// Twelve bytes, as a million cases have it: whole seconds.
package struct CaseNotices: Equatable, Sendable {
    /// Seconds since 2020, 0 for never.
    private var firstTold: UInt32 = 0
    private var lastDay: CivilDate?
    private var idleDays: UInt8 = 0

    private static let epoch: Int64 = 1_577_836_800

    package init() {}

    /// When anybody was told first, to the second.
    package var first: Timestamp? {
        firstTold == 0 ? nil : Timestamp(milliseconds: (Int64(firstTold) + Self.epoch) * 1000)
    }

    /// On how many days whoever has it was told since anybody did something about it, or it came to them.
    package var unanswered: Int { Int(idleDays) }

    /// Takes note of an event.
    mutating func note(_ event: Event) {
        if case .notified = event.body {
            let seconds = UInt32(clamping: max(1, event.at.milliseconds / 1000 - Self.epoch))
            if firstTold == 0 { firstTold = seconds }
            let day = BeijingTime(event.at).date
            if lastDay != day, idleDays < .max { idleDays += 1 }
            lastDay = day
        } else if event.isByStaff {
            (lastDay, idleDays) = (nil, 0)
        }
    }
}
