import LiaisonCodes

/// Where a row stands: the file as it was named, and the row as a spreadsheet numbers it, the header being 1.
package struct RowPlace: Equatable, Sendable {
    package let file: String
    package let row: Int

    package init(file: String, row: Int) {
        self.file = file
        self.row = row
    }
}

/// A station as a file describes it.
package struct ImportedStation: Equatable, Sendable {
    package let place: RowPlace
    package let id: StationID
    package let name: String
    /// The parent; nothing where the file has no such column, the inner nothing for an empty cell.
    package let parent: StationID??
    /// Its cells in the other columns that the file has, empty ones too.
    package let cells: [RosterColumn: String]
}

/// A deputy as a file describes them.
package struct ImportedDeputy: Equatable, Sendable {
    package let place: RowPlace
    /// The 编号; nothing for an empty cell, and where the file has no such column.
    package let id: String?
    package let name: String
    package let station: StationID
    package let level: Level
    /// Their cells in the other columns that the file has, empty ones too.
    package let cells: [RosterColumn: String]

    /// The row with the term that begins: whatever a file that was exported before still says, but for a name of that very
    /// term that says more, such as from when on.
    func elected(for term: String?) -> ImportedDeputy {
        guard let term, !(cells[.term]?.hasPrefix(term) ?? false) else { return self }
        return ImportedDeputy(
            place: place, id: id, name: name, station: station, level: level,
            cells: cells.merging([.term: term]) { $1 })
    }
}

extension Station {
    /// Takes over what a file says; what it has no column for stays.
    mutating func take(_ cells: [RosterColumn: String]) {
        for row in Self.columns { if let cell = cells[row.column] { row.set(cell, in: &self) } }
    }
}

extension Deputy {
    /// Takes over what a file says; what it has no column for stays.
    mutating func take(_ cells: [RosterColumn: String]) {
        for row in Self.columns { if let cell = cells[row.column] { row.set(cell, in: &self) } }
    }
}
