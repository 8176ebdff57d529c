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

/// A station as a file describes it; nothing where the file has no such column.
package struct ImportedStation: Equatable, Sendable {
    package let place: RowPlace
    package let id: StationID
    package let name: String
    /// The parent; the inner nothing stands for an empty cell.
    package let parent: StationID??
    package let address: String?
    package let phone: String?
    package let reception: String?
}

/// A deputy as a file describes them; nothing where the file has no such column.
package struct ImportedDeputy: Equatable, Sendable {
    package let place: RowPlace
    /// The 编号; nothing as well for an empty cell.
    package let id: String?
    package let name: String
    package let station: StationID
    package let level: Level
    /// The group; the inner nothing stands for an empty cell.
    package let group: String??
    package let title: String??
}
