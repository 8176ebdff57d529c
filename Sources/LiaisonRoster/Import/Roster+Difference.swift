import LiaisonCodes
import LiaisonSystem

extension Roster {
    /// What an import would change; nothing is changed yet.
    ///
    /// - Parameters:
    ///   - imported: The files, checked against this very roster.
    ///   - prune: Whether those who aren't in the files are to be retired.
    ///   - term: The term that begins with the files, if one does: deputies who aren't in them leave, and those who are get
    ///     it as theirs.
    ///   - answers: Who of those that bear the name of somebody in office elsewhere is the same person.
    ///   - at: When the import happens.
    /// - Returns: The difference; the same files and roster always give the same one.
    package func difference(
        applying imported: RosterImport, prune: Bool = false, term: String? = nil,
        answers: NamesakeAnswers = NamesakeAnswers(), at: Timestamp
    ) -> RosterDifference {
        var difference = RosterDifference(at: at, prune: prune, term: term)
        difference.stationCount = stationRecords.count { $0.station.status == .active }
        difference.deputyCount = deputyRecords.count { $0.deputy.status == .active }
        compareStations(imported, into: &difference)
        compareDeputies(imported, answers, into: &difference)
        if prune, !difference.goneStations.isEmpty { findOccupied(into: &difference) }
        if term != nil { findEmptied(into: &difference) }
        return difference
    }

    private func compareStations(_ imported: RosterImport, into difference: inout RosterDifference) {
        guard let rows = imported.stations else { return }
        var present: Set<StationID> = []
        for row in rows {
            present.insert(row.id)
            guard let before = station(row.id) else {
                difference.addedStations.append(row)
                continue
            }
            var after = before
            after.name = Cell.foldingDots(row.name) == Cell.foldingDots(before.name) ? before.name : row.name
            after.parent = row.parent ?? before.parent
            after.take(row.cells)
            let returns = before.status == .retired
            after.status = .active
            let change = RosterDifference.Change(
                before: before, after: after,
                fields: Station.columns.filter { $0.text(of: before) != $0.text(of: after) }.map(\.column))
            if returns {
                difference.returnedStations.append(change)
            } else if !change.fields.isEmpty {
                difference.changedStations.append(change)
            }
        }
        difference.goneStations = stations.filter { !present.contains($0.id) }
    }

    private func compareDeputies(
        _ imported: RosterImport, _ answers: NamesakeAnswers, into difference: inout RosterDifference
    ) {
        guard let rows = imported.deputies else { return }
        var matches = DeputyMatcher(rows: rows, roster: self).matches
        let namesakes = Namesakes(rows, matches: matches, roster: self, answers: answers)
        for (row, match) in namesakes.same { matches[row] = match }
        difference.questions = namesakes.open.map { row, candidates in
            RosterDifference.Question(
                row: rows[row], candidates: candidates.map { deputyRecords[$0].deputy })
        }
        let asked = Set(namesakes.open.map(\.row))
        for (index, (original, match)) in zip(rows, matches).enumerated() where !asked.contains(index) {
            let row = original.elected(for: difference.term)
            guard let match else {
                difference.addedDeputies.append(row)
                continue
            }
            let before = deputyRecords[match].deputy
            var after = before
            after.id = DeputyMatcher.id(of: row, for: before)
            after.name = Cell.foldingDots(row.name) == Cell.foldingDots(before.name) ? before.name : row.name
            after.station = row.station
            after.level = row.level
            after.take(row.cells)
            after.status = .active
            let change = RosterDifference.Change(
                before: before, after: after,
                fields: Deputy.columns.filter { $0.text(of: before) != $0.text(of: after) }.map(\.column))
            if before.status == .retired {
                difference.returnedDeputies.append(change)
            } else if change.fields.contains(.station) {
                difference.movedDeputies.append(change)
            } else if change.fields == [.term], difference.term != nil {
                difference.stayingDeputies.append(change)
            } else if !change.fields.isEmpty {
                difference.changedDeputies.append(change)
            }
        }
        // Whoever may have moved isn't gone before that is known.
        let present = Set(matches.compactMap { $0 }).union(namesakes.open.flatMap(\.candidates))
        for (index, record) in deputyRecords.enumerated()
        where record.deputy.status == .active && !present.contains(index) {
            difference.goneDeputies.append(record.deputy)
        }
    }

    private func findEmptied(into difference: inout RosterDifference) {
        let leaving = Set((difference.leavingDeputies + difference.movedDeputies.map(\.before)).map(\.code))
        let closing = Set(difference.leavingStations.map(\.id))
        var occupied = Set(difference.addedDeputies.map(\.station))
        occupied.formUnion((difference.movedDeputies + difference.returnedDeputies).map(\.after.station))
        difference.emptiedStations = stations.filter { station in
            let members = deputies(of: station.id)
            return !members.isEmpty && members.allSatisfy { leaving.contains($0.code) }
                && !occupied.contains(station.id) && !closing.contains(station.id)
        }
    }

    private func findOccupied(into difference: inout RosterDifference) {
        let leaving = Set((difference.goneDeputies + difference.movedDeputies.map(\.before)).map(\.code))
        var occupied = Set(deputies.filter { !leaving.contains($0.code) }.map(\.station))
        occupied.formUnion(difference.questions.flatMap { $0.candidates.map(\.station) + [$0.row.station] })
        occupied.formUnion(difference.movedDeputies.map(\.after.station))
        occupied.formUnion(difference.returnedDeputies.map(\.after.station))
        occupied.formUnion(difference.addedDeputies.map(\.station))
        difference.occupiedStations = difference.goneStations.filter { occupied.contains($0.id) }
    }
}
