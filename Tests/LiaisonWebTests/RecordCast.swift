import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk

/// Who deals with a station's records over the API.
struct RecordCast {
    let web: WebFixture
    /// The station of ``WebFixture/deputy``.
    let station: StationID
    let office: Token
    let deputy: Token
    /// An officer of another station.
    let stranger: Token

    /// - Parameter moment: When the roster was made; the fixture's today unless given.
    /// - Throws: What keeps it from being made.
    init(rosterOf moment: Timestamp? = nil) throws {
        web = try WebFixture(rosterOf: moment)
        let roster = web.site.current.roster
        let home = try #require(roster.state(of: web.deputy)?.holder.station)
        station = home
        office = try web.officeToken()
        deputy = try web.token(.deputy(web.deputy))
        stranger = try web.token(.station(try #require(roster.stations.first { $0.id != home }?.id)))
    }
}
