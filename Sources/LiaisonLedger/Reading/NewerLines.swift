import LiaisonCodes

extension Inbox {
    /// How many lines say something that only a newer release knows.
    var newerLines: Int { segments.reduce(0) { $0 + $1.newerLines } }
}

extension Ledger {
    /// Those of some stations in whose ledgers a newer release wrote something that this one doesn't know, as far as they
    /// have been read.
    package func newerStations(among stations: [StationID]) -> [StationID] {
        stations.filter { desk(of: $0).state.withLock { $0.inbox.newerLines > 0 } }
    }

    /// How many such lines stand in all ledgers, as far as they have been read.
    package func newerLines() -> Int {
        allDesks.reduce(0) { $0 + $1.state.withLock { $0.inbox.newerLines } }
    }
}
