import LiaisonRoster
import LiaisonSystem

/// What is wrong with a line of `contacts.csv`; the line counts for nobody.
package struct ContactError: Equatable, Sendable {
    /// As a spreadsheet numbers it.
    package let row: Int
    /// The column's name.
    package let column: String
    /// What stands there.
    package let value: String
    package let problem: Problem

    init(_ row: Int, _ column: ContactBook.Column, _ value: String, _ problem: Problem) {
        self.row = row
        self.column = column.rawValue
        // What was typed for an address is nobody else's business.
        self.value = column == .address ? "" : value.count > 40 ? value.prefix(39) + "…" : value
        self.problem = problem
    }

    /// What is wrong.
    package enum Problem: Equatable, Sendable {
        /// The first line names no columns.
        case header
        /// Neither code nor station.
        case nobody
        case code, station, channel, address, time
        /// Whoever it is stands there before.
        case twice(String)

        /// The end of the key of its sentence.
        package var word: String {
            switch self {
            case .header: "header"
            case .nobody: "nobody"
            case .code: "code"
            case .station: "station"
            case .channel: "channel"
            case .address: "address"
            case .time: "time"
            case .twice: "twice"
            }
        }
    }
}

/// Why `contacts.csv` can't be changed.
package enum ContactFileError: Error, Equatable, Sendable {
    /// It is no table of text.
    case file(RosterFileError)
    case system(SystemError)
}
