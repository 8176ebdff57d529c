import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem

// Whom names mean that are typed: whoever hands a case over, or acts for a deputy, knows their colleagues' names and no codes.
extension CaseDesk {
    /// The caller, and the deputy in whose name an officer acts: one in office, who can still be asked.
    ///
    /// - Parameters:
    ///   - typed: The deputy's code, or 编号 or exact name where only one deputy of those stations has it.
    ///   - isMeant: The stations whose deputies go by their names.
    /// - Returns: Who acts.
    /// - Throws: That `for` means nobody for whom the caller acts.
    func actor(
        onBehalfOf typed: String?, where isMeant: (StationID) -> Bool
    ) throws(CaseActionError) -> Actor {
        guard let typed else { return Actor(role: view.scope.description, onBehalfOf: nil) }
        let code: Code
        if let named = roster.deputy(meantBy: typed, where: isMeant) {
            code = named.code
        } else if let read = try? Code(parsing: typed) {
            code = read
        } else {
            throw .invalid(member: "for")
        }
        return try actor(onBehalfOf: code)
    }

    private func actor(onBehalfOf code: Code) throws(CaseActionError) -> Actor {
        guard case .deputy(let deputy)? = roster.state(of: code)?.holder, deputy.status == .active else {
            throw .invalid(member: "for")
        }
        switch view.scope {
        case .deputy: throw .invalid(member: "for")
        case .station: if !view.isAtHome(deputy.station) { throw .invalid(member: "for") }
        case .office: break
        }
        return Actor(role: view.scope.description, onBehalfOf: code)
    }

    /// Whether what was typed means the deputy for whom something was done before.
    func means(_ typed: String?, _ code: Code?) -> Bool {
        guard let typed, let code else { return typed == nil && code == nil }
        if let read = try? Code(parsing: typed), read == code { return true }
        guard case .deputy(let deputy)? = roster.state(of: code)?.holder else { return false }
        return roster.deputy(meantBy: typed, where: { $0 == deputy.station })?.code == deputy.code
            || deputy.name == typed || deputy.id == typed
    }

    /// Whether a station's deputies share a station's inbox: both are one, or what is left of one is the other's.
    func isBeside(_ station: StationID) -> (StationID) -> Bool {
        let charge = roster.stationInCharge(of: station)?.id
        return { $0 == station || charge != nil && roster.stationInCharge(of: $0)?.id == charge }
    }

    /// The code and the station of someone in office: by code, by the station's number or exact name, or a deputy of the case's
    /// station by 编号 or exact name.
    func addressee(_ target: String, of value: Case) -> (Code, StationID)? {
        if let id = StationID(target), let station = roster.station(id) {
            return station.status == .active ? (station.code, id) : nil
        }
        if let code = try? Code(parsing: target), case .active(let holder)? = roster.state(of: code) {
            return (holder.code, holder.station)
        }
        if let station = try? roster.station(meantBy: target), station.status == .active {
            return (station.code, station.id)
        }
        let deputy = roster.deputy(meantBy: target, where: isBeside(value.station))
        return deputy.map { ($0.code, $0.station) }
    }
}
