import LiaisonCodes

/// A deputy to a people's congress (人大代表).
package struct Deputy: Equatable, Sendable {
    /// The code in use; see ``Roster/state(of:)`` for whether it was revoked.
    package internal(set) var code: Code
    /// The office's number for the deputy (编号), where the roster has one: unique among those in office.
    package var id: String?
    package var name: String
    package var station: StationID
    package var level: Level
    /// The group (小组) inside the station, if any.
    package var group: String?
    /// What the deputy is by trade or office (职务), if known.
    package var title: String?
    package var gender: String?
    /// Where the deputy works (单位), if known.
    package var employer: String?
    /// A telephone number that the deputy gives to everybody (公开电话); no other is ever kept.
    package var publicPhone: String?
    /// Whether the deputy is a leading official at county level or above (领导干部).
    package var isCadre: Bool
    /// The term (届次) that the deputy was elected for, if the roster says.
    package var term: String?
    package internal(set) var status: RosterStatus

    package init(
        code: Code, id: String? = nil, name: String, station: StationID, level: Level, group: String? = nil,
        title: String? = nil, gender: String? = nil, employer: String? = nil, publicPhone: String? = nil,
        isCadre: Bool = false, term: String? = nil, status: RosterStatus = .active
    ) {
        self.code = code
        self.id = id
        self.name = name
        self.station = station
        self.level = level
        self.group = group
        self.title = title
        self.gender = gender
        self.employer = employer
        self.publicPhone = publicPhone
        self.isCadre = isCadre
        self.term = term
        self.status = status
    }
}

/// Whom a code stands for.
package enum CodeHolder: Equatable, Sendable {
    case station(Station)
    case deputy(Deputy)

    package var name: String {
        switch self {
        case .station(let station): station.name
        case .deputy(let deputy): deputy.name
        }
    }

    /// The station itself, or the station that the deputy belongs to.
    package var station: StationID {
        switch self {
        case .station(let station): station.id
        case .deputy(let deputy): deputy.station
        }
    }

    /// The code that the holder uses now.
    package var code: Code {
        switch self {
        case .station(let station): station.code
        case .deputy(let deputy): deputy.code
        }
    }

    package var status: RosterStatus {
        switch self {
        case .station(let station): station.status
        case .deputy(let deputy): deputy.status
        }
    }
}
