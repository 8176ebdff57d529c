import LiaisonCodes
import LiaisonSystem

extension Roster {
    /// Changes the roster as a difference says, with an entry in the history of every code concerned.
    ///
    /// - Parameters:
    ///   - difference: Computed for this very roster.
    ///   - reason: Why those who are gone are retired, for the history; may be empty.
    ///   - freshCode: Where candidates for new codes come from; those ever used are passed over.
    package mutating func apply(
        _ difference: RosterDifference, reason: String = "", freshCode: () -> Code = Code.random
    ) {
        let at = difference.at
        for change in difference.changedStations { update(change, at: at, kind: .changed) }
        for change in difference.returnedStations { update(change, at: at, kind: .returned) }
        for change in difference.movedDeputies { update(change, at: at, kind: .moved) }
        for change in difference.changedDeputies { update(change, at: at, kind: .changed) }
        for change in difference.returnedDeputies { update(change, at: at, kind: .returned) }
        for change in difference.stayingDeputies { update(change, at: at, kind: .changed) }
        for station in difference.leavingStations { retire(station.code, at: at, reason: reason) }
        for deputy in difference.leavingDeputies { retire(deputy.code, at: at, reason: reason) }
        add(difference, freshCode: freshCode)
        index()
    }

    private mutating func add(_ difference: RosterDifference, freshCode: () -> Code) {
        var taken: Set<Code> = []
        func code() -> Code {
            while true {
                let code = unusedCode(from: freshCode)
                if taken.insert(code).inserted { return code }
            }
        }
        for row in difference.addedStations {
            var station = Station(id: row.id, name: row.name, parent: row.parent ?? nil, code: code())
            station.take(row.cells)
            let entry = CodeHistoryEntry(at: difference.at, kind: .assigned, holder: .station(station))
            stationRecords.append(
                StationRecord(station: station, codes: [IssuedCode(code: station.code, history: [entry])]))
        }
        for row in difference.addedDeputies {
            var deputy = Deputy(
                code: code(), id: row.id, name: row.name, station: row.station, level: row.level)
            deputy.take(row.cells)
            let entry = CodeHistoryEntry(at: difference.at, kind: .assigned, holder: .deputy(deputy))
            deputyRecords.append(
                DeputyRecord(deputy: deputy, codes: [IssuedCode(code: deputy.code, history: [entry])]))
        }
    }

    private mutating func update(
        _ change: RosterDifference.Change<Station>, at: Timestamp, kind: CodeHistoryEntry.Kind
    ) {
        guard case .station(let index)? = place(of: change.before.code) else { return }
        stationRecords[index].station = change.after
        stationRecords[index].codes.noteLast(
            CodeHistoryEntry(
                at: at, kind: kind, holder: .station(change.after), fields: change.fields.map(Choice.known)))
    }

    private mutating func update(
        _ change: RosterDifference.Change<Deputy>, at: Timestamp, kind: CodeHistoryEntry.Kind
    ) {
        guard case .deputy(let index)? = place(of: change.before.code) else { return }
        deputyRecords[index].deputy = change.after
        deputyRecords[index].codes.noteLast(
            CodeHistoryEntry(
                at: at, kind: kind, holder: .deputy(change.after), fields: change.fields.map(Choice.known)))
    }

    private mutating func retire(_ code: Code, at: Timestamp, reason: String) {
        switch place(of: code) {
        case .station(let index):
            stationRecords[index].station.status = .retired
            stationRecords[index].codes.noteLast(
                CodeHistoryEntry(
                    at: at, kind: .retired, holder: .station(stationRecords[index].station), reason: reason))
        case .deputy(let index):
            deputyRecords[index].deputy.status = .retired
            deputyRecords[index].codes.noteLast(
                CodeHistoryEntry(
                    at: at, kind: .retired, holder: .deputy(deputyRecords[index].deputy), reason: reason))
        case nil: return
        }
    }
}

extension [IssuedCode] {
    /// Adds an entry to the history of the code that is the holder's now.
    fileprivate mutating func noteLast(_ entry: CodeHistoryEntry) {
        guard !isEmpty else { return }
        self[count - 1].history.append(entry)
    }
}
