import LiaisonRoster
import LiaisonText
import LiaisonWording

extension RosterDifference {
    /// One change, as people read it.
    package struct Row: Sendable {
        package let kind: Kind
        /// The 编号, if there is one.
        package let id: String
        package let name: String
        /// A deputy's station; nothing for a station.
        package let station: String
        /// The level of who comes or goes; of others what differs.
        package let details: String

        /// What becomes of somebody.
        package enum Kind: String, Sendable {
            case added, moved, changed, returned
            /// In none of the files, and staying as they are.
            case gone
            /// In none of the files, and out of office from then on.
            case retired
        }
    }

    /// Every change, stations first.
    ///
    /// - Parameters:
    ///   - words: The wording of pages.
    ///   - additions: The most added deputies; a first import adds many.
    ///   - gone: The most of those who aren't in the files and stay, stations and deputies.
    /// - Returns: The rows.
    package func rows(_ words: Wording, additions: Int, gone: Int) -> [Row] {
        var rows: [Row] = []
        func add(_ kind: Row.Kind, _ station: Station, _ details: String = "") {
            rows.append(
                Row(kind: kind, id: "\(station.id)", name: station.name, station: "", details: details))
        }
        func add(_ kind: Row.Kind, _ deputy: Deputy, _ details: String) {
            rows.append(
                Row(
                    kind: kind, id: deputy.id ?? "", name: deputy.name, station: "\(deputy.station)",
                    details: details))
        }
        for station in addedStations {
            rows.append(
                Row(kind: .added, id: "\(station.id)", name: station.name, station: "", details: ""))
        }
        for (kind, changes) in [(Row.Kind.changed, changedStations), (.returned, returnedStations)] {
            for change in changes { add(kind, change.after, change.details(words)) }
        }
        for station in goneStations.prefix(prune ? .max : gone) { add(prune ? .retired : .gone, station) }
        for deputy in addedDeputies.prefix(additions) {
            rows.append(
                Row(
                    kind: .added, id: deputy.id ?? "", name: deputy.name, station: "\(deputy.station)",
                    details: deputy.level.symbol))
        }
        for (kind, changes) in [
            (Row.Kind.moved, movedDeputies), (.changed, changedDeputies), (.returned, returnedDeputies),
        ] {
            for change in changes { add(kind, change.after, change.details(words)) }
        }
        for deputy in goneDeputies.prefix(retiresDeputies ? .max : gone) {
            add(retiresDeputies ? .retired : .gone, deputy, deputy.level.symbol)
        }
        return rows
    }

    /// Why it isn't to be applied as it stands.
    package enum Objection: Equatable, Sendable {
        /// Stations would be closed at which deputies are in office still: the first of so many.
        case occupied(Station, count: Int)
        /// A term would leave stations without any deputy: the first of so many.
        case emptied(Station, count: Int)
        /// More than a tenth would be retired.
        case tenth
        /// So many would get another name under the same 编号, as if the file had been numbered afresh.
        case renumbered

        /// Whether somebody who knows that it is right may have it done all the same.
        package var canBeConfirmed: Bool { if case .occupied = self { false } else { true } }
    }

    /// What speaks most against it.
    package var objection: Objection? {
        if let station = occupiedStations.first {
            return .occupied(station, count: occupiedStations.count)
        }
        if let station = emptiedStations.first { return .emptied(station, count: emptiedStations.count) }
        if retiresMoreThanATenth { return .tenth }
        return renamesMany ? .renumbered : nil
    }
}

extension RosterColumn {
    /// What people call the column.
    package func name(_ words: Wording) -> String {
        words("roster.field.\(rawValue.replacing("_", with: "-"))")
    }
}

extension RosterDifference.Change<Station> {
    fileprivate func details(_ words: Wording) -> String { details(words) { $0.text(of: $1) } }
}

extension RosterDifference.Change<Deputy> {
    fileprivate func details(_ words: Wording) -> String { details(words) { $0.text(of: $1) } }
}

extension RosterDifference.Change {
    /// Every field that differs, with its value before and after.
    fileprivate func details(_ words: Wording, _ text: (Holder, RosterColumn) -> String) -> String {
        fields.map { field in
            let (old, new) = (text(before, field), text(after, field))
            return field.name(words) + " \(old.isEmpty ? "-" : old) → " + (new.isEmpty ? "-" : new)
        }.joined(separator: "; ")
    }
}
