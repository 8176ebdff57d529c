import LiaisonCodes
import LiaisonSystem

/// A liaison station (代表联络站).
package struct Station: Equatable, Sendable {
    package let id: StationID
    package var name: String
    /// The head station (总站) above it, if any.
    package var parent: StationID?
    /// Empty when the roster doesn't say; so are `phone` and `reception`.
    package var address: String
    package var phone: String
    /// The reception days in the roster's own words, such as `每月28日` or `逢6`.
    package var reception: String
    /// Who heads the station (站长), and who looks after it (联络员), if known.
    package var head: String?
    package var officer: String?
    /// Who heads it by turns (轮值站长), a month each: the first from January on.
    package var rotation: String?
    /// The district (区划) that the station counts with, if the roster says.
    package var district: String?
    /// The code in use; see ``Roster/state(of:)`` for whether it was revoked.
    package internal(set) var code: Code
    package internal(set) var status: RosterStatus

    package init(
        id: StationID, name: String, parent: StationID? = nil, address: String = "", phone: String = "",
        reception: String = "", head: String? = nil, officer: String? = nil, rotation: String? = nil,
        district: String? = nil,
        code: Code, status: RosterStatus = .active
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.address = address
        self.phone = phone
        self.reception = reception
        self.head = head
        self.officer = officer
        self.rotation = rotation
        self.district = district
        self.code = code
        self.status = status
    }
}

extension Station {
    /// Whose turn it is to head the station on a day; nobody's where the roster names nobody.
    ///
    /// The names take a month each in their order, beginning with January, and begin again behind the last: whoever reads the
    /// list can tell. Each year begins with the first.
    package func rotatingHead(on day: CivilDate) -> String? {
        let names = (rotation ?? "").split { "、,，;；/ \n".contains($0) }
        return names.isEmpty ? nil : String(names[(day.month - 1) % names.count])
    }
}

/// Whether a deputy or station is in office. Nobody is ever removed: codes and cases refer to them.
package enum RosterStatus: String, Sendable {
    case active, retired
}
