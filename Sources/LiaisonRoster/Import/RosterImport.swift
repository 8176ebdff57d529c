import LiaisonCodes

/// Roster files that were checked against a roster and against each other: nothing in them is wrong.
package struct RosterImport: Sendable {
    /// The stations in the order of the files; nothing when no file lists stations.
    package let stations: [ImportedStation]?
    /// The deputies in the order of the files; nothing when no file lists deputies.
    package let deputies: [ImportedDeputy]?
    package let warnings: [RosterWarning]

    /// Reads and checks files; stations and deputies may come in any order and number of files.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - roster: The roster that they are to change.
    /// - Throws: Everything that is wrong with all of them, at once.
    package init(reading paths: [String], into roster: Roster) throws(RosterImportError) {
        var files: [RosterFile] = []
        var failures: [RosterFileError] = []
        for path in paths {
            do throws(RosterFileError) {
                files.append(try RosterFile.read(path))
            } catch {
                failures.append(error)
            }
        }
        try self.init(files, failures: failures, into: roster)
    }

    /// Checks files that were read.
    ///
    /// - Parameters:
    ///   - files: The files.
    ///   - failures: What is wrong with files that couldn't be read; there is no import unless it is empty.
    ///   - roster: The roster that they are to change.
    /// - Throws: Everything that is wrong with all of them, at once.
    package init(
        _ files: [RosterFile], failures: [RosterFileError] = [], into roster: Roster
    ) throws(RosterImportError) {
        var stations = StationRowCheck(roster: roster)
        for file in files where file.header.isOfStations { stations.read(file) }
        // A station that seems to be missing may stand in a file that couldn't be read.
        if failures.isEmpty { stations.checkParentsExist() }
        stations.checkParentsEnd()
        var deputies = DeputyRowCheck(stations: failures.isEmpty ? stations.known : nil)
        for file in files where !file.header.isOfStations { deputies.read(file) }
        var errors = stations.errors + deputies.errors
        if errors.isEmpty { errors = Self.ambiguities(deputies.deputies, files: files, roster: roster) }
        guard failures.isEmpty && errors.isEmpty else {
            throw RosterImportError(files: failures, rows: Self.sorted(errors, files: files))
        }
        self.stations = files.contains { $0.header.isOfStations } ? stations.stations : nil
        self.deputies = files.contains { !$0.header.isOfStations } ? deputies.deputies : nil
        warnings =
            files.flatMap { file in
                file.header.unknown.map { .unknownColumn(file: file.name, header: $0) }
            } + deputies.warnings
    }

    /// Rows without 编号 that could mean several deputies in office.
    private static func ambiguities(
        _ deputies: [ImportedDeputy], files: [RosterFile], roster: Roster
    ) -> [RowError] {
        DeputyMatcher(rows: deputies, roster: roster).ambiguous.map { row, count in
            let deputy = deputies[row]
            let header = files.first { $0.name == deputy.place.file }?.header
            return RowError(
                place: deputy.place, column: header?.name(of: .name), value: deputy.name,
                problem: .ambiguousDeputy(count: count))
        }
    }

    private static func sorted(_ errors: [RowError], files: [RosterFile]) -> [RowError] {
        let order = Dictionary(files.map(\.name).enumerated().map { ($1, $0) }) { first, _ in first }
        func rank(_ error: (offset: Int, element: RowError)) -> (Int, Int, Int) {
            (order[error.element.place.file] ?? files.count, error.element.place.row, error.offset)
        }
        return errors.enumerated().sorted { rank($0) < rank($1) }.map(\.element)
    }
}

/// Everything that keeps files from being imported.
package struct RosterImportError: Error, Equatable, Sendable {
    /// The files that can't be read at all.
    package let files: [RosterFileError]
    /// The rows that are wrong, in the order of the files and rows.
    package let rows: [RowError]
}
