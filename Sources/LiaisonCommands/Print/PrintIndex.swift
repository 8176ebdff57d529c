import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// The list of a folder's files: `file,fingerprint,code,name,station`, CSV as spreadsheets open it.
struct PrintIndex {
    /// A file that the folder holds.
    struct Entry {
        let path: String
        let fingerprint: String
        let code: Code
        let name: String
        let station: String

        init(_ file: PrintFolder.File, fingerprint: String) {
            path = file.path
            self.fingerprint = fingerprint
            code = file.code
            name = file.name
            station = file.station
        }
    }

    /// The index's own path.
    let path: String

    /// The fingerprints by path; empty where there is no index yet.
    ///
    /// - Returns: The first two columns; they hold neither commas nor quotes, see ``FileName``. Paths that
    ///   would leave the folder are left out: their files are never removed.
    /// - Throws: When the file is there and can't be read.
    func read() throws(CommandFailure) -> [String: String] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path)
        } catch {
            if error.code == .noSuchFile { return [:] }
            throw CommandFailure("cli.file.unreadable", ["path": path], cause: error)
        }
        var fingerprints: [String: String] = [:]
        for line in bytes.split(separator: 0x0A).dropFirst() {
            let fields = line.split(
                separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let path = String(decoding: fields[0], as: UTF8.self)
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.contains(where: { $0.isEmpty || $0.first == "." }) { continue }
            fingerprints[path] = String(decoding: fields[1], as: UTF8.self)
        }
        return fingerprints
    }

    /// Puts the list in place, durably.
    func write(_ entries: [Entry]) throws(CommandFailure) {
        var table = [UInt8].csv
        table.append("file,fingerprint,code,name,station\r\n")
        for entry in entries {
            table.append("\(entry.path),\(entry.fingerprint),\(entry.code),")
            table.appendCSVCell(entry.name)
            table.append(",")
            table.appendCSVCell(entry.station)
            table.append("\r\n")
        }
        do throws(SystemError) {
            try Files.replace(path, with: table, mode: 0o644)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }
}

/// A readable file name made of a roster's words, good on Linux, Windows and in a CSV cell.
enum FileName {
    /// Where a file goes that the caller named `output`: into it where that is a directory, else right there.
    static func place(_ name: String, at output: String) throws(CommandFailure) -> String {
        do throws(SystemError) {
            return try Files.status(output)?.isDirectory ?? false ? "\(output)/\(name)" : output
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
        }
    }

    /// Words joined by hyphens: what file systems or CSV give a meaning to becomes `_`.
    ///
    /// - Parameter words: Station numbers, names, codes.
    /// - Returns: At most 200 bytes, cut between characters; never hidden, never empty.
    static func make(_ words: String...) -> String {
        var name = ""
        for character in words.joined(separator: "-") {
            let isBad = character.unicodeScalars.contains {
                "/\\:*?\"<>|,'".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
                    || $0.properties.generalCategory == .format
            }
            let next = isBad ? "_" : String(character)
            if name.utf8.count + next.utf8.count > 200 { break }
            name += next
        }
        while name.last == " " || name.last == "." { name.removeLast() }
        return "=+-@. ".contains(name.first ?? ".") ? "_\(name)" : name
    }
}
