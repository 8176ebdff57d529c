import LiaisonRoster
import LiaisonText

extension CodeHolder {
    /// A line of `roster list --json`, contract section 3: the members that it names first, then the other columns of
    /// stations and deputies; null where a holder has no such column or says nothing.
    var members: [JSON.Member] {
        let first: [RosterColumn] = [.id, .name, .station, .level, .group, .title]
        let others = Station.columns.map(\.column) + Deputy.columns.map(\.column)
        return [.init("code", .string("\(code)")), .init("kind", .string(kind))]
            + first.map { .init($0.rawValue, json(of: $0)) }
            + [.init("status", .string(status.rawValue))]
            + others.filter { !first.contains($0) }.map { .init($0.rawValue, json(of: $0)) }
    }

    private var kind: String {
        switch self {
        case .station: "station"
        case .deputy: "deputy"
        }
    }

    private func json(of column: RosterColumn) -> JSON {
        switch self {
        // A station is at itself.
        case .station(let station) where column == .station: .string("\(station.id)")
        case .station(let station): Station.columns.first { $0.column == column }?.json(of: station) ?? .null
        case .deputy(let deputy): Deputy.columns.first { $0.column == column }?.json(of: deputy) ?? .null
        }
    }
}
