import LiaisonCodes
import LiaisonText

/// Why what was typed names nobody in the roster.
package enum HolderLookupError: Error, Equatable, Sendable {
    /// No station has that id or name; those with near ones.
    case unknownStation(String, near: [Station])
    /// Several stations have that name.
    case ambiguousStation(String, [Station])
    /// No deputy has that code or name; those with near ones.
    case unknownDeputy(String, near: [Deputy])
    /// Several deputies have that name.
    case ambiguousDeputy(String, [Deputy])

    /// What was typed.
    package var typed: String {
        switch self {
        case .unknownStation(let typed, _), .ambiguousStation(let typed, _), .unknownDeputy(let typed, _),
            .ambiguousDeputy(let typed, _):
            typed
        }
    }

    /// Whether a station was looked for, not a deputy.
    package var isOfStation: Bool {
        switch self {
        case .unknownStation, .ambiguousStation: true
        case .unknownDeputy, .ambiguousDeputy: false
        }
    }

    /// Who may be meant, each by id or code and name.
    package var candidates: [String] {
        switch self {
        case .unknownStation(_, let stations), .ambiguousStation(_, let stations):
            stations.map { "\($0.id) \($0.name)" }
        case .unknownDeputy(_, let deputies), .ambiguousDeputy(_, let deputies):
            deputies.map { "\($0.code) \($0.name)" }
        }
    }
}

extension Roster {
    /// The station that somebody means: by its id, in any letter case, or by its exact name. One in office goes before
    /// retired ones of that name.
    ///
    /// - Parameter typed: What was typed.
    /// - Returns: The station, in office or retired.
    /// - Throws: ``HolderLookupError``.
    package func station(meantBy typed: String) throws(HolderLookupError) -> Station {
        let typed = Self.trimmed(typed)
        if let id = StationID(typed), let station = station(id) { return station }
        let named = allStations.filter { $0.name == typed }
        let active = named.filter { $0.status == .active }
        if let only = active.count == 1 ? active.first : named.count == 1 ? named.first : nil { return only }
        if named.count > 1 { throw .ambiguousStation(typed, Array(named.prefix(Self.candidateLimit))) }
        let near = Self.nearest(typed, among: allStations) { ["\($0.id)", $0.name] }
        throw .unknownStation(typed, near: near)
    }

    /// The deputy who is meant: by a code that is or was theirs, or by the exact name.
    ///
    /// - Parameter typed: What was typed.
    /// - Returns: The deputy, in office or retired.
    /// - Throws: ``HolderLookupError``.
    package func deputy(meantBy typed: String) throws(HolderLookupError) -> Deputy {
        let typed = Self.trimmed(typed)
        if let code = try? Code(parsing: typed), case .deputy(let deputy)? = state(of: code)?.holder {
            return deputy
        }
        let named = allDeputies.filter { $0.name == typed }
        let active = named.filter { $0.status == .active }
        if let only = active.count == 1 ? active.first : named.count == 1 ? named.first : nil { return only }
        if named.count > 1 { throw .ambiguousDeputy(typed, Array(named.prefix(Self.candidateLimit))) }
        let near = Self.nearest(typed, among: allDeputies) { ["\($0.code)", $0.name] }
        throw .unknownDeputy(typed, near: near)
    }

    /// The deputy in office who is meant at some stations: by the code in use, or by 编号 or exact name where only one of their
    /// deputies has it.
    ///
    /// - Parameters:
    ///   - typed: What was typed.
    ///   - isMeant: Which stations.
    /// - Returns: The deputy, who has a code in use; nothing where nobody is meant, or several may be.
    package func deputy(meantBy typed: String, where isMeant: (StationID) -> Bool) -> Deputy? {
        let typed = Self.trimmed(typed)
        if let code = try? Code(parsing: typed), case .active(.deputy(let deputy))? = state(of: code),
            isMeant(deputy.station)
        {
            return deputy
        }
        let own = deputies.filter { isMeant($0.station) && isActive($0.code) }
        for named in [own.filter { $0.id == typed }, own.filter { $0.name == typed }] where !named.isEmpty {
            return named.count == 1 ? named[0] : nil
        }
        return nil
    }

    /// The most candidates that are named.
    private static let candidateLimit = 5

    /// At most three, nearest first: by the letters that differ, or because a name holds what was typed.
    private static func nearest<Holder>(
        _ typed: String, among holders: [Holder], _ names: (Holder) -> [String]
    ) -> [Holder] {
        // A paragraph is no name, and comparing it would cost its square.
        guard !typed.isEmpty, typed.unicodeScalars.count <= 40 else { return [] }
        let wanted = Array(typed.uppercased().unicodeScalars)
        var ranked: [(distance: Int, index: Int)] = []
        for (index, holder) in holders.enumerated() {
            let distances = names(holder).compactMap { name -> Int? in
                let letters = Array(name.uppercased().unicodeScalars)
                let distance = Suggestions.distance(wanted, letters)
                if distance * 3 <= max(letters.count, wanted.count) + 1 { return distance }
                return wanted.count > 1 && name.contains(typed) ? letters.count : nil
            }
            if let distance = distances.min() { ranked.append((distance, index)) }
        }
        return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(3)
            .map { holders[$0.index] }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
