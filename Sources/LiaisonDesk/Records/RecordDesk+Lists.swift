import LiaisonCodes
import LiaisonLedger
import LiaisonRecords
import LiaisonSystem
import LiaisonText

extension RecordDesk {
    /// The lists that are made as a whole.
    package enum List: String, Sendable {
        case notices, reception, points
    }

    /// A list as JSON, by the parameters of a request; blocks on the disk.
    ///
    /// - Parameters:
    ///   - list: Which.
    ///   - value: Gives a parameter's value: `station`, `deputy`, `from`, `to`, and `all` of notices.
    /// - Returns: The elements.
    /// - Throws: The first parameter that can't be read, or what is wrong with the store.
    package func list(_ list: List, _ value: (String) -> String?) throws(CaseActionError) -> [JSON] {
        let query = try EntryQuery(value)
        switch list {
        case .notices: return try notices(station: query.station, all: value("all") == "true")
        case .reception:
            return try receptions(
                station: query.station, deputy: query.deputy, from: query.from, to: query.to)
        case .points:
            var standings = try points(station: query.station, from: query.from, to: query.to)
            if let deputy = query.deputy {
                guard let found = try? roster.deputy(meantBy: deputy) else {
                    throw .invalidRecord(
                        member: "deputy", RecordRefusal("deputy", ["deputy": deputy, "station": ""]))
                }
                standings = standings.filter { $0.deputy.code == found.code }
            }
            return standings.map(\.json)
        }
    }

    /// Enters all rows of a file that comes as text: `POST log/import` with `csv`, `name` and `station`.
    package func importEntries(_ json: JSON) throws(CaseActionError) -> JSON {
        guard let text = json["csv"]?.text else { throw .invalid(member: "csv") }
        return try importEntries(
            Array(text.utf8), named: json["name"]?.text ?? "log.csv", station: json["station"]?.text)
    }
}
