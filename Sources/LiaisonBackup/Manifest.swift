import LiaisonCases
import LiaisonJournal
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
        /// Of a segment: the first line that isn't sound, from 1.
        package var unsound: Int?
        /// When the file of the data directory was last changed, in nanoseconds since 1970: one that wasn't since is
        /// not read again.
        package var modified: Int64?
    }

    package let made: Timestamp
    package var files: [BackupPath: File] = [:]
    /// What the ledger names and neither the data directory nor the backup had; of segments, how many lines there were to
    /// be. Nothing in the manifest of a release that didn't look.
    package var lacking: [BackupPath: Int]? = [:]

    /// The codes that the ledger names and the roster didn't have.
    package var unknownCodes: Set<String> = []

    /// Whether it was only begun: the first backup into its directory was interrupted.
    var isUnfinished: Bool { made.milliseconds == 0 }

    static let version = 1
    /// Its name beside the files.
    static let name = "manifest.json"
    /// The directory of the files.
    static let dataDirectory = "data"

    package init(made: Timestamp) { self.made = made }

    /// Reads the manifest of a backup's directory.
    init(ofBackup directory: String) throws(BackupError) {
        let path = "\(directory)/\(Self.name)"
        do throws(SystemError) {
            if let manifest = Manifest(try Files.read(path)) {
                self = manifest
                return
            }
        } catch {
            if error.code != .noSuchFile { throw .system(error) }
        }
        throw .noManifest(path: path)
    }

    /// Its files in the order of their paths.
    var sortedFiles: [File] { files.values.sorted { $0.path < $1.path } }

    /// The manifest's bytes.
    var bytes: [UInt8] {
        let entries = sortedFiles.map { file in
            JSON.members([
                "path": .string(file.path.description), "length": .integer(file.length),
                "mode": .string(String(file.mode, radix: 8)), "sha256": .string(file.hash),
                "lines": file.lines.map(JSON.integer) ?? .null, "head": .optional(file.head),
                "modified": .optional(file.modified.map { "\($0)" }),
                "unsound": file.unsound.map(JSON.integer) ?? .null,
            ])
        }
        let json = JSON.members([
            "liaison_backup": .integer(Self.version), "made": .string(made.rfc3339),
            "files": .array(entries),
            "unknown_codes": .array(unknownCodes.sorted().map(JSON.string)),
            "lacking": lacking.map { lacking in
                .array(
                    lacking.sorted { $0.key < $1.key }.map { path, lines in
                        .members(["path": .string(path.description), "lines": .integer(lines)])
                    })
            } ?? .null,
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
        lacking = nil
        unknownCodes = Set((json["unknown_codes"]?.elements ?? []).compactMap(\.text))
        if let elements = json["lacking"]?.elements {
            var lacking: [BackupPath: Int] = [:]
            for element in elements {
                guard let path = element["path"]?.text.flatMap({ BackupPath($0) }),
                    let lines = element["lines"]?.integer
                else { return nil }
                lacking[path] = lines
            }
            self.lacking = lacking
        }
        for entry in entries {
            guard let path = entry["path"]?.text.flatMap({ BackupPath($0) }),
                let length = entry["length"]?.integer, length >= 0,
                let mode = entry["mode"]?.text.flatMap({ UInt32($0, radix: 8) }), mode <= 0o777,
                let hash = entry["sha256"]?.text, hash.utf8.count == 64, files[path] == nil
            else { return nil }
            files[path] = File(
                path: path, length: length, mode: mode, hash: hash, lines: entry["lines"]?.integer,
                head: entry["head"]?.text, unsound: entry["unsound"]?.integer,
                modified: entry["modified"]?.text.flatMap { Int64($0) })
        }
    }
}

extension Manifest.File {
    /// Whether a segment whose bytes aren't those of the manifest still has the same lines: an erasure takes words
    /// out and leaves the chain.
    func hasSameLines(in copy: borrowing FileDescriptor) throws(SystemError) -> Bool {
        guard let lines, let head else { return false }
        guard try copy.status().size >= length else { return false }
        let part = try SegmentPart(of: copy, 0..<length)
        return part.unsound == nil && part.chain.lines == lines && part.head == head
    }
}
