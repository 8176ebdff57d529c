import LiaisonCodes
import LiaisonRoster
import LiaisonText

/// Which codes the roster had when a seal was made, and how much had become of each: an older file put back is whole by
/// itself, and leads to people who have left.
struct RosterSeal {
    private let events: [String: Int]

    init(of roster: Roster) {
        events = Dictionary(uniqueKeysWithValues: roster.eventCounts.map { ($0.description, $1) })
    }

    /// Reads what ``json`` says; nothing when it says something else.
    init?(_ json: JSON) {
        guard let codes = json["codes"]?.elements else { return nil }
        var events: [String: Int] = [:]
        for entry in codes {
            guard let code = entry["code"]?.text, let count = entry["events"]?.integer else { return nil }
            events[code] = count
        }
        self.events = events
    }

    var json: JSON {
        .members([
            "codes": .array(
                events.sorted { $0.key < $1.key }.map { code, count in
                    .members(["code": .string(code), "events": .integer(count)])
                })
        ])
    }

    /// The codes that a roster has lost since, or of which it knows less than then.
    func lost(by roster: Roster) -> [String] {
        let now = RosterSeal(of: roster).events
        return events.filter { now[$0.key, default: 0] < $0.value }.keys.sorted()
    }
}
