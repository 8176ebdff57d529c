import LiaisonSystem

/// A file that can't be read as a roster at all.
package struct RosterFileError: Error, Equatable, Sendable {
    /// What is wrong with the file.
    package enum Problem: Error, Equatable, Sendable {
        case unreadable(SystemError)
        /// More bytes than a roster of a whole province has.
        case tooLarge(limit: Int)
        case empty
        /// A header and nothing below it.
        case noRows
        /// A workbook of Excel 2007 or later, or of WPS; the way out is to save it as CSV.
        case workbook
        /// A workbook of an Excel before 2007, or of WPS.
        case oldWorkbook
        /// The bytes at `offset`, counted from 0, stand for no character.
        case undecodable(TextEncoding, offset: Int, row: Int)
        /// This machine's C library lacks the tables of an encoding (Debian: libc-gconv-modules-extra).
        case encodingUnavailable(TextEncoding)
        /// A zero byte: no text file has one.
        case zeroByte(row: Int)
        /// A quote was opened in this row and column and never closed.
        case unterminatedQuote(row: Int, column: Int)
        /// Something stands between a closing quote and the next separator.
        case textAfterQuote(row: Int, column: Int)
        /// The first row names neither the columns of stations nor those of deputies.
        case unknownHeader(found: [String])
        /// Columns that the file can't be without.
        case missingColumns([ColumnTraits])
        /// Two columns of one meaning, counted from 1.
        case duplicateColumn(String, first: Int, second: Int)
    }

    /// The file as it was named.
    package let file: String
    package let problem: Problem

    /// Whether it is a table all the same, and one place of it is to be put right.
    package var isInOnePlace: Bool {
        switch problem {
        case .undecodable, .zeroByte, .unterminatedQuote, .textAfterQuote, .duplicateColumn: true
        case .unreadable, .tooLarge, .empty, .noRows, .workbook, .oldWorkbook, .encodingUnavailable,
            .unknownHeader, .missingColumns:
            false
        }
    }

    package init(file: String, problem: Problem) {
        self.file = file
        self.problem = problem
    }
}
