import LiaisonSystem
import LiaisonText

/// What a backup holds: every file with its length and hash, so that a restore can tell that nothing is missing.
package struct Manifest: Equatable, Sendable {
    /// One file of the data directory.
    package struct File: Equatable, Sendable {
        package let path: BackupPath
        /// In bytes; of a segment, up to the end of a line.
        package let length: Int
        /// The permission bits.
        package let mode: UInt32
        /// SHA-256, 64 hexadecimal digits.
        package let hash: String
        /// Of a segment: how many lines, and the hash of the last, which an erasure leaves as it was.
        package var lines: Int?
        package var head: String?
        /// When the file of the data directory was last changed, in nanoseconds since 1970: one that wasn't since is
        /// not read again.
        package var modified: Int64?
    }

    package let made: Timestamp
    package var files: [BackupPath: File] = [:]

    static let version = 1
    /// Its name beside the files.
    static let name = "manifest.json"
    /// The directory of the files.
    static let dataDirectory = "data"

    package init(made: Timestamp) { self.made = made }

    /// The manifest's bytes.
    var bytes: [UInt8] {
        let entries = files.values.sorted { $0.path < $1.path }.map { file in
            JSON.members([
                "path": .string(file.path.description), "length": .integer(file.length),
                "mode": .string(String(file.mode, radix: 8)), "sha256": .string(file.hash),
                "lines": file.lines.map(JSON.integer) ?? .null, "head": .optional(file.head),
                "modified": .optional(file.modified.map { "\($0)" }),
            ])
        }
        let json = JSON.members([
            "liaison_backup": .integer(Self.version), "made": .string(made.rfc3339),
            "files": .array(entries),
        ])
        return json.prettyBytes
    }

    /// Reads a manifest's bytes; nothing when they aren't one.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["liaison_backup"]?.integer == Self.version,
            let made = json["made"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }),
            let entries = json["files"]?.elements
        else { return nil }
        self.made = made
        for entry in entries {
            guard let path = entry["path"]?.text.flatMap({ BackupPath($0) }),
                let length = entry["length"]?.integer, length >= 0,
                let mode = entry["mode"]?.text.flatMap({ UInt32($0, radix: 8) }), mode <= 0o777,
                let hash = entry["sha256"]?.text, hash.utf8.count == 64, files[path] == nil
            else { return nil }
            files[path] = File(
                path: path, length: length, mode: mode, hash: hash, lines: entry["lines"]?.integer,
                head: entry["head"]?.text, modified: entry["modified"]?.text.flatMap { Int64($0) })
        }
    }
}
