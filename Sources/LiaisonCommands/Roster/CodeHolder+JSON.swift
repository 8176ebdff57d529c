import LiaisonRoster
import LiaisonText

extension CodeHolder {
    /// A line of `roster list --json`, contract section 3.
    var members: [JSON.Member] {
        switch self {
        case .station(let station):
            [
                .init("code", .string("\(station.code)")), .init("kind", .string("station")),
                .init("id", .string("\(station.id)")), .init("name", .string(station.name)),
                .init("station", .string("\(station.id)")), .init("level", .null), .init("group", .null),
                .init("title", .null), .init("status", .string(station.status.rawValue)),
            ]
        case .deputy(let deputy):
            [
                .init("code", .string("\(deputy.code)")), .init("kind", .string("deputy")),
                .init("id", .optional(deputy.id)), .init("name", .string(deputy.name)),
                .init("station", .string("\(deputy.station)")), .init("level", .string(deputy.level.symbol)),
                .init("group", .optional(deputy.group)), .init("title", .optional(deputy.title)),
                .init("status", .string(deputy.status.rawValue)),
            ]
        }
    }
}
