import LiaisonSystem

/// A CSV file as Excel and WPS save it, in any of the encodings in which a roster is read: rows of cells, nothing more.
package struct Sheet: Sendable {
    /// The rows that hold anything, the header among them.
    package let rows: [Row]

    /// One row.
    package struct Row: Equatable, Sendable {
        /// As a spreadsheet numbers it, from 1.
        package let number: Int
        /// The cells' texts: surrounding and repeated white space gone, as a roster's are.
        package let cells: [String]
    }

    /// Reads a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its name, for errors.
    /// - Throws: Why it is no table of text.
    package init(_ bytes: [UInt8], named name: String) throws(RosterFileError) {
        do throws(RosterFileError.Problem) {
            let table = try RosterFile.table(try RosterFile.text(bytes).text)
            rows = table.map { Row(number: $0.number, cells: $0.fields.map(Cell.text)) }
        } catch {
            throw RosterFileError(file: name, problem: error)
        }
    }

    /// The text of a file that is none of cells, in whatever encoding it came, as UTF-8 without a byte order mark.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its name, for errors.
    /// - Returns: The text.
    /// - Throws: Why it is no text.
    package static func text(_ bytes: [UInt8], named name: String) throws(RosterFileError) -> [UInt8] {
        do throws(RosterFileError.Problem) { return try RosterFile.text(bytes).text } catch {
            throw RosterFileError(file: name, problem: error)
        }
    }

    /// A header as headers are compared: without spaces, letter case, full-width forms, required-marks and remarks in
    /// brackets.
    package static func name(ofHeader cell: String) -> String { ColumnTraits.name(of: cell) }

    /// Reads a file from the disk; see ``init(_:named:)``.
    package static func read(_ path: String) throws(RosterFileError) -> Sheet {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limit: RosterFile.sizeLimit)
        } catch {
            throw RosterFileError(file: path, problem: .unreadable(error))
        }
        return try Sheet(bytes, named: path)
    }
}
