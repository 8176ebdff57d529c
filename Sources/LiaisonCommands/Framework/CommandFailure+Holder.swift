import LiaisonRoster

extension CommandFailure {
    /// A station or deputy that nobody knows by what was typed.
    init(_ error: HolderLookupError) {
        let key: String
        switch error {
        case .unknownStation: key = "cli.unknown-station"
        case .ambiguousStation: key = "cli.ambiguous-station"
        case .unknownDeputy: key = "cli.unknown-deputy"
        case .ambiguousDeputy: key = "cli.ambiguous-deputy"
        }
        self.init(key, typed: error.typed, isOfStation: error.isOfStation, candidates: error.candidates)
    }

    /// The same, of a list that was asked for.
    init(_ key: String, typed: String, isOfStation: Bool, candidates: [String]) {
        let list = isOfStation ? "cli.unknown-station.remedy" : "cli.unknown-deputy.remedy"
        self.init(
            key, ["typed": typed, "names": candidates.joined(separator: ", ")],
            remedy: candidates.isEmpty ? list : "cli.unknown-holder.near", exitCode: .usage)
    }
}

extension Roster {
    /// The station that is meant by an id or an exact name.
    ///
    /// - Throws: A failure that names near ones (exit status 2).
    func station(named typed: String) throws(CommandFailure) -> Station {
        do throws(HolderLookupError) { return try station(meantBy: typed) } catch {
            throw CommandFailure(error)
        }
    }

    /// The deputy who is meant by a code or an exact name.
    ///
    /// - Throws: A failure that names near ones (exit status 2).
    func deputy(named typed: String) throws(CommandFailure) -> Deputy {
        do throws(HolderLookupError) { return try deputy(meantBy: typed) } catch {
            throw CommandFailure(error)
        }
    }
}
