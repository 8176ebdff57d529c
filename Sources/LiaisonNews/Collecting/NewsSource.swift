import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// An installation at one moment, as far as news goes by it.
package struct NewsSource: Sendable {
    package let ledger: Ledger
    package let roster: Roster
    package let deadlines: Deadlines
    package let calendar: ReceptionCalendar
    package let baseURL: BaseURL
    package let contacts: ContactBook
    package let now: Timestamp

    package init(
        ledger: Ledger, roster: Roster, deadlines: Deadlines, calendar: ReceptionCalendar, baseURL: BaseURL,
        contacts: ContactBook, now: Timestamp
    ) {
        self.ledger = ledger
        self.roster = roster
        self.deadlines = deadlines
        self.calendar = calendar
        self.baseURL = baseURL
        self.contacts = contacts
        self.now = now
    }

    var today: CivilDate { BeijingTime(now).date }
}

/// Who is told: a deputy, or a station's officer.
struct Addressee: Hashable, Sendable {
    let code: Code
    let station: StationID
}

extension NewsSource {
    /// On how many days a deputy is told of a case in vain before its officer is.
    static let patience = 2

    /// Who is told of a case: the deputy who has it; the officer of its station where the deputy is gone, has no address,
    /// or hasn't answered twice.
    ///
    /// - Parameter value: The case.
    /// - Returns: The addressee; nothing when nobody answers for its station any more.
    func addressee(of value: Case) -> Addressee? {
        if value.notices.unanswered < Self.patience,
            case .deputy(let deputy)? = roster.incumbent(of: value.to),
            let addressee = addressee(deputy)
        {
            return addressee
        }
        return officer(of: value.station)
    }

    /// A deputy in office with an address.
    func addressee(_ deputy: Deputy) -> Addressee? {
        guard contacts.contact(ofDeputy: deputy.code, in: roster) != nil else { return nil }
        let station = roster.stationInCharge(of: deputy.station)?.id ?? deputy.station
        return Addressee(code: deputy.code, station: station)
    }

    /// The officer who answers for a station.
    func officer(of station: StationID) -> Addressee? {
        roster.stationInCharge(of: station).map { Addressee(code: $0.code, station: $0.id) }
    }

    /// Who is told what isn't about one case: whoever was to be, as long as they are in office and have an address.
    func addressee(insteadOf to: Code, at station: StationID) -> Addressee? {
        if case .deputy(let deputy)? = roster.incumbent(of: to), let addressee = addressee(deputy) {
            return addressee
        }
        return officer(of: station)
    }

    /// The contact of an addressee; nothing where none is on record.
    func contact(of addressee: Addressee) -> Contact? {
        if case .station? = roster.state(of: addressee.code)?.holder {
            return roster.station(addressee.station).flatMap { contacts.contact(of: $0, in: roster) }
        }
        return contacts.contact(ofDeputy: addressee.code, in: roster)
    }
}
