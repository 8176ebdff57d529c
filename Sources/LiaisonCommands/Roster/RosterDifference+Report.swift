import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonText
import LiaisonWording

extension CommandContext {
    /// Prints what an import changes: a line for each change, and the counts; of the many that a first import
    /// adds, the first twenty; of those who aren't in the files and stay, the first five. Then what wants an answer, and
    /// whose tokens and cases it concerns.
    func print(_ difference: RosterDifference, _ effects: RosterEffects, asJSON isJSON: Bool) {
        if isJSON {
            print(difference.json(effects))
        } else {
            let table = difference.table(wording, language)
            if !table.isEmpty { print(table) }
            let hidden = max(0, difference.addedDeputies.count - RosterDifference.shownAdditions)
            if hidden > 0 { print(wording("roster.import.hidden", ["count": "\(hidden)"])) }
            let unlisted = difference.unlistedGone
            if unlisted > 0 { print(wording("roster.import.hidden-gone", ["count": "\(unlisted)"])) }
            print(wording("roster.import.stations", values: difference.stationCounts))
            print(wording("roster.import.deputies", values: difference.deputyCounts))
            if let term = difference.term {
                print(wording("roster.import.of-term", values: difference.counts(ofTerm: term)))
            }
            print(wording("roster.import.total", ["count": "\(difference.changeCount)"]))
        }
        if !isJSON { say(difference.questions) }
        say(effects)
        if difference.term != nil { say(effects.posters) }
        let gone = difference.goneStations.count + difference.goneDeputies.count
        if gone > 0 && !difference.retiresDeputies { say("roster.import.gone-stay", ["count": "\(gone)"]) }
        let renamed = difference.renamedDeputies.count
        if renamed > 0 { say("roster.import.renamed", ["count": "\(renamed)"], style: .yellow) }
    }
}

extension RosterDifference {
    /// The most added deputies that are shown one by one.
    fileprivate static let shownAdditions = 20
    /// The most stations, and the most deputies, that are shown one by one though they stay as they are.
    fileprivate static let shownGone = 5

    /// How many of the gone aren't shown: of those who stay all but the first few.
    fileprivate var unlistedGone: Int {
        (prune ? 0 : max(0, goneStations.count - Self.shownGone))
            + (retiresDeputies ? 0 : max(0, goneDeputies.count - Self.shownGone))
    }

    /// How many stations and deputies it changes.
    fileprivate var changeCount: Int {
        let retired = leavingStations.count + leavingDeputies.count
        return addedStations.count + changedStations.count + returnedStations.count + addedDeputies.count
            + movedDeputies.count + changedDeputies.count + stayingDeputies.count + returnedDeputies.count
            + retired
    }

    /// Who leaves, comes and stays with the change of a term.
    fileprivate func counts(ofTerm term: String) -> [String: String] {
        let coming = addedDeputies.count + returnedDeputies.count
        return [
            "term": term, "leaving": "\(leavingDeputies.count)", "coming": "\(coming)",
            "staying": "\(deputyCount - leavingDeputies.count)",
        ]
    }

    fileprivate var stationCounts: [String: String] {
        [
            "added": "\(addedStations.count)", "changed": "\(changedStations.count)",
            "returned": "\(returnedStations.count)", "gone": "\(goneStations.count)",
        ]
    }

    fileprivate var deputyCounts: [String: String] {
        [
            "added": "\(addedDeputies.count)", "moved": "\(movedDeputies.count)",
            "changed": "\(changedDeputies.count)", "returned": "\(returnedDeputies.count)",
            "gone": "\(goneDeputies.count)",
        ]
    }

    fileprivate func table(_ wording: Wording, _ language: Language) -> TerminalTable {
        var table = TerminalTable([
            .init(wording("roster.heading.change")), .init(wording("roster.heading.id")),
            .init(wording("roster.heading.name"), isFlexible: true), .init(wording("roster.heading.station")),
            .init(wording("roster.heading.details"), isFlexible: true),
        ])
        for row in rows(
            Assets.pages(language), additions: Self.shownAdditions, gone: Self.shownGone)
        {
            table.append([
                wording("roster.change.\(row.kind.rawValue)"), row.id, row.name, row.station, row.details,
            ])
        }
        return table
    }
}
