import LiaisonClient
import LiaisonDesk
import LiaisonCases
import LiaisonRoster
import LiaisonText

/// What completions offer that only an installation, a server or this user's logins know: the scripts ask for it with
/// `liaison completions --words KIND` at each Tab.
enum CompletionListing: String, CaseIterable {
    /// Case numbers, the newest first, from the data directory or the server.
    case cases
    /// The codes of stations and deputies in office, from the data directory.
    case codes
    /// Stations' ids, from the data directory.
    case stations
    /// Logins.
    case profiles
    /// The manual's pages.
    case pages

    /// How many cases are worth offering.
    private static let caseLimit = 200

    /// The words, each with what it stands for.
    ///
    /// - Parameters:
    ///   - origin: Where cases are, as the options of the line that is being typed say.
    ///   - data: The data directory that it names, if it does.
    ///   - context: The world around.
    /// - Returns: The words in the order in which to offer them.
    /// - Throws: What keeps them from being known; the scripts then offer nothing.
    func words(
        _ origin: InboxOrigin, data: String?, _ context: CommandContext
    ) throws(CommandFailure) -> [(word: String, meaning: String)] {
        switch self {
        case .cases: return try cases(origin, context)
        case .codes:
            let roster = try context.roster(of: try context.dataDirectory(data))
            return roster.stations.map { ("\($0.code)", $0.name) }
                + roster.deputies.map { deputy in
                    let station = roster.station(deputy.station)?.name ?? "\(deputy.station)"
                    return ("\(deputy.code)", "\(deputy.name) \(station)")
                }
        case .stations:
            let roster = try context.roster(of: try context.dataDirectory(data))
            return roster.stations.map { ("\($0.id)", $0.name) }
        case .profiles:
            return try CommandFailure.ofClient { () throws(ClientError) in
                try context.profiles().all().map { ($0.name, $0.profile.server.description) }
            }
        case .pages:
            let manual = Manual(
                commands: CommandCatalog.entries.map { ($0.section, $0.command.description) },
                wording: context.wording)
            return manual.pages.map { ($0.name, $0.about) }
        }
    }

    private func cases(
        _ origin: InboxOrigin, _ context: CommandContext
    ) throws(CommandFailure) -> [(word: String, meaning: String)] {
        var words: [(String, String)] = []
        let source = try CaseSource(origin, context)
        try source.forEachPage(of: CaseQuery(), limit: Self.caseLimit) { items throws(CommandFailure) in
            for item in items {
                guard let item = try item.value().summary else { continue }
                let state = context.wording.state(item.state)
                words.append((item.number.description, "\(state) \(item.excerpt ?? "")"))
            }
        }
        return words
    }
}
