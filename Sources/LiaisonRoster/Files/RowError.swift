import LiaisonCodes

/// One thing that is wrong in one row of a roster file.
package struct RowError: Error, Equatable, Sendable {
    package let place: RowPlace
    /// The column's header as it stands in the file; nothing when the row as a whole is meant.
    package let column: String?
    /// The cell's text, as far as it is one line's worth.
    package let value: String
    package let problem: RowProblem

    package init(place: RowPlace, column: String?, value: String, problem: RowProblem) {
        self.place = place
        self.column = column
        self.value = value
        self.problem = problem
    }
}

/// What is wrong with a row.
package enum RowProblem: Equatable, Sendable {
    /// A cell that must not be empty is.
    case missing
    /// More or fewer fields than the header has columns.
    case fieldCount(found: Int, expected: Int)
    /// More characters than the column takes.
    case tooLong(limit: Int)
    /// A control character, or one that turns the direction of writing.
    case controlCharacter(Unicode.Scalar)
    /// A number that a spreadsheet has shortened, such as `1.38E+10`: its digits are lost.
    case scientificNotation
    case badLevel
    /// Neither 是 nor nothing.
    case badFlag
    case badStationID
    /// No such station in office, neither in the roster nor in the files; the nearest ones first.
    case unknownStation(near: [StationID])
    /// No such head station in office, neither in the roster nor in the files; the nearest ones first.
    case unknownParent(near: [StationID])
    /// Each station is below the next, and the last below the first.
    case parentCycle([StationID])
    /// The station stands in an earlier row.
    case duplicateStation(first: RowPlace)
    /// A station's id looks like it: a case number that is typed with the one may be of the other.
    case similarStation(StationID)
    /// The 编号 stands in an earlier row.
    case duplicateID(first: RowPlace)
    /// Name, station and level stand in an earlier row, and one of the two has no 编号 to tell them apart.
    case duplicateDeputy(first: RowPlace)
    /// Several deputies in office have this name, station and level; only 编号 tells them apart.
    case ambiguousDeputy(count: Int)
}

/// Something to tell whoever imports, without keeping the import from happening.
package enum RosterWarning: Equatable, Sendable {
    /// A column that Liaison doesn't know and leaves out.
    case unknownColumn(file: String, header: String)
    /// A 编号 that looks like a citizen's identity number (GB 11643), which nobody should keep here.
    case identityNumber(RowPlace, column: String)
}
