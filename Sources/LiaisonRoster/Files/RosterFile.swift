import CLinux
import LiaisonSystem

/// A roster file as a table: its encoding, quotes and header are understood, its cells not yet.
package struct RosterFile: Sendable {
    /// The largest file that is read, in bytes.
    package static let sizeLimit = 32 << 20

    /// The file as it was named.
    package let name: String
    package let encoding: TextEncoding
    package let header: RosterHeader
    /// The rows below the header that hold anything.
    let rows: [CSVRow]

    /// Reads a file from the disk.
    ///
    /// - Parameter path: The file; errors name it so.
    /// - Returns: The table.
    /// - Throws: Why it can't be read as a roster at all.
    package static func read(_ path: String) throws(RosterFileError) -> RosterFile {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limit: sizeLimit)
        } catch {
            let isTooLarge = error.code == Errno(EFBIG)
            throw RosterFileError(
                file: path, problem: isTooLarge ? .tooLarge(limit: sizeLimit) : .unreadable(error))
        }
        return try RosterFile(bytes, named: path)
    }

    /// Reads a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: Its name, for errors.
    /// - Throws: Why it can't be read as a roster at all.
    package init(_ bytes: [UInt8], named name: String) throws(RosterFileError) {
        self.name = name
        do throws(RosterFileError.Problem) {
            let text: [UInt8]
            (text, encoding) = try Self.text(bytes)
            let table = try Self.table(text)
            guard let first = table.first else { throw .empty }
            header = try RosterHeader(first.fields.map(Cell.text))
            rows = Array(table.dropFirst())
            if rows.isEmpty { throw .noRows }
        } catch {
            throw RosterFileError(file: name, problem: error)
        }
    }

    static func text(
        _ bytes: [UInt8]
    ) throws(RosterFileError.Problem) -> (text: [UInt8], encoding: TextEncoding) {
        if bytes.starts(with: [0x50, 0x4B]) { throw .workbook }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw .oldWorkbook }
        let decoded: (text: [UInt8], encoding: TextEncoding)
        do throws(TextDecodingError) {
            decoded = try TextEncoding.decode(bytes)
        } catch {
            switch error {
            case .unavailable(let encoding): throw .encodingUnavailable(encoding)
            case .undecodable(let encoding, let offset):
                throw .undecodable(encoding, offset: offset, row: lines(before: offset, in: bytes) + 1)
            }
        }
        if let zero = decoded.text.firstIndex(of: 0) {
            throw .zeroByte(row: lines(before: zero, in: decoded.text) + 1)
        }
        return decoded
    }

    static func table(_ text: [UInt8]) throws(RosterFileError.Problem) -> [CSVRow] {
        var reader = CSVReader(text)
        var rows: [CSVRow] = []
        do throws(CSVError) {
            while let row = try reader.next() {
                // Spreadsheets leave rows of separators behind where something once stood.
                if row.fields.contains(where: { !Cell.text($0).isEmpty }) { rows.append(row) }
            }
        } catch {
            switch error {
            case .unterminatedQuote(let row, let field): throw .unterminatedQuote(row: row, column: field)
            case .textAfterQuote(let row, let field): throw .textAfterQuote(row: row, column: field)
            }
        }
        return rows
    }

    private static func lines(before offset: Int, in bytes: [UInt8]) -> Int {
        bytes.prefix(offset).count { $0 == 0x0A }
    }
}
