import LiaisonStore
import LiaisonSystem
import LiaisonText

/// The tokens that have been issued, as `tokens.jsonl` in the data directory keeps them.
///
/// The first line says how many tokens there are: `format` (`liaison-tokens`), `version`, `tokens`. Then one JSON object
/// a line: `id`, `scope`, `issued`, `revoked`, `expires` (RFC 3339 or null), `hash` (hexadecimal), of a sign-in slip
/// `slip` (until when it can be used; a release that doesn't know it opens nothing by it). Last of all stands each
/// line's `seal`, see ``SealedLine``. A line without one, and a file without its first line, are of a release before,
/// and get theirs at the next change.
/// The file is replaced as a whole under an flock(2) on `.tokens.lock`; readers see the old one or the new one.
///
/// A line that can't be read, or whose seal is broken, opens nothing, and costs nobody else their token. Whoever
/// replaces the file passes it on byte for byte, as they do with members that they don't know.
package struct TokenFile: Sendable {
    package private(set) var records: [TokenRecord]
    /// Lines whose tokens open nothing.
    package private(set) var unusable: [UnusableLine]
    /// The lines that have no seal, from 1.
    package private(set) var unsealed: [Int]
    private var byHash: [[UInt8]: Int]
    /// By the beginning of the hash, see ``TokenRecord/name``.
    private var byName: [[UInt8]: Int]
    private var lines: [Line]
    /// How many tokens the first line tells of; nothing in a file that doesn't say.
    private var expected: Int?

    /// Whether the file says how many there are: a line left out is missed then. A release before 0.3.0 didn't write it.
    package var isCounted: Bool { expected != nil || lines.isEmpty }

    /// How many lines were taken out by something other than a command. Their tokens open nothing.
    package var missing: Int { max(0, (expected ?? 0) - lines.count) }

    /// Whether it stands where a server has seen a later one: what was revoked since opens again.
    package var isTurnedBack = false

    /// A line that is no token's record.
    package struct UnusableLine: Equatable, Sendable {
        /// From 1.
        package let line: Int
        package let reason: Reason

        package enum Reason: Equatable, Sendable {
            case unreadable
            /// It can be read, but its seal doesn't hold: it was changed by something other than a command.
            case altered
            /// Its seal holds, so that a newer release wrote it.
            case newer
        }
    }

    /// A line as it stands in the file, without its newline.
    private struct Line: Sendable {
        var bytes: [UInt8]
        /// Its record, as an index into ``TokenFile/records``.
        let record: Int?
    }

    /// No tokens.
    package init() {
        (records, unusable, unsealed, byHash, byName, lines) = ([], [], [], [:], [:], [])
    }

    /// Reads the tokens of a data directory; none where no file is.
    package init(of directory: DataDirectory) throws(InstallationError) {
        do throws(SystemError) {
            self.init(parsing: try Files.read(directory.path(of: .tokens), limit: 64 << 20))
        } catch {
            if error.code != .noSuchFile { throw .system(error) }
            self.init()
        }
    }

    /// Reads the bytes of a file of tokens.
    package init(parsing file: [UInt8]) {
        self.init()
        let rows = (file.last == 0x0A ? file.dropLast() : file[...]).split(
            separator: 0x0A, omittingEmptySubsequences: false)
        if file.isEmpty { return }
        for (index, row) in rows.enumerated() {
            let line = Array(row)
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let seal = SealedLine.state(of: line)
            if seal == .holds, expected == nil, let count = Self.heading(line) {
                expected = count
                continue
            }
            if seal == .none { unsealed.append(index + 1) }
            if seal != .broken, let record = Self.record(line) {
                add(record, line)
                continue
            }
            lines.append(Line(bytes: line, record: nil))
            let reason: UnusableLine.Reason =
                switch seal {
                case .none: .unreadable
                case .broken: Self.record(line) == nil ? .unreadable : .altered
                case .holds: .newer
                }
            unusable.append(UnusableLine(line: index + 1, reason: reason))
        }
    }

    /// The lines that were damaged, in whatever way; what a newer release wrote is none.
    package var damaged: [UnusableLine] { unusable.filter { $0.reason != .newer } }

    /// The record of a token that was ever issued, or nothing; whether it opens anything the roster says too.
    package func issuedRecord(of token: Token) -> TokenRecord? {
        byHash[token.hash].flatMap { records[$0].isSlip ? nil : records[$0] }
    }

    /// The record of that name, see ``TokenRecord/name``; nothing where there is none.
    package func record(named name: String) -> TokenRecord? {
        Hex.decode(name.utf8).flatMap { byName[$0] }.map { records[$0] }
    }

    /// The record of that hash, whatever it is of.
    func record(hashed hash: [UInt8]) -> TokenRecord? { byHash[hash].map { records[$0] } }

    /// How many bytes of the hash a record's name has: as many as nobody finds twice.
    static let nameLength = 16

    /// The record of a token that wasn't revoked, or nothing.
    package func record(of token: Token) -> TokenRecord? {
        issuedRecord(of: token).flatMap { $0.revoked == nil ? $0 : nil }
    }

    /// Whether it may be what has become of an earlier file: no token was ever taken out, and none un-revoked.
    package func follows(_ earlier: TokenFile) -> Bool {
        earlier.records.allSatisfy { old in
            guard let index = byHash[old.hash] else { return false }
            return records[index].id == old.id && (old.revoked == nil || records[index].revoked != nil)
        }
    }

    /// A token that was just issued, which nobody can read again, and its record.
    package struct Issued: Sendable {
        package let token: Token
        package let record: TokenRecord
    }

    /// Makes tokens of which nothing is stored yet: they open nothing until ``store(_:in:)``.
    ///
    /// - Parameters:
    ///   - scopes: What each is to open.
    ///   - now: The time.
    ///   - expires: From when on they open nothing, if ever.
    /// - Returns: The tokens in the order of the scopes.
    package static func draft(_ scopes: [Scope], at now: Timestamp, expires: Timestamp? = nil) -> [Issued] {
        scopes.map { scope in
            let token = Token.random()
            return Issued(
                token: token,
                record: TokenRecord(
                    id: RandomBytes.hex(count: 4), scope: scope, issued: now, revoked: nil, expires: expires,
                    hash: token.hash))
        }
    }

    /// Stores the records of tokens or slips, all at once: the file is replaced once, however many they are.
    ///
    /// - Parameters:
    ///   - records: Of whichever.
    ///   - directory: The data directory.
    /// - Throws: What kept them from being stored; none of them opens anything then.
    package static func store(
        _ records: [TokenRecord], in directory: DataDirectory
    ) throws(InstallationError) {
        try update(directory) { file throws(InstallationError) in
            file.add(records)
        }
    }

    /// Issues one token and stores its record.
    ///
    /// - Returns: The token itself, which nobody can read again, and its record.
    package static func issue(
        _ scope: Scope, in directory: DataDirectory, at now: Timestamp, expires: Timestamp? = nil
    ) throws(InstallationError) -> (Token, TokenRecord) {
        let issued = draft([scope], at: now, expires: expires)
        try store(issued.map(\.record), in: directory)
        return (issued[0].token, issued[0].record)
    }

    /// Revokes a token; it is refused from the next request on.
    ///
    /// - Returns: Its record, or nothing when no token has that name.
    package static func revoke(
        _ id: String, in directory: DataDirectory, at now: Timestamp
    ) throws(InstallationError) -> TokenRecord? {
        var found: TokenRecord?
        try update(directory) { file throws(InstallationError) in
            guard let index = file.records.firstIndex(where: { $0.id == id }) else { return }
            if file.records[index].revoked == nil { file.setRevoked(now, of: index) }
            found = file.records[index]
        }
        return found
    }

    /// Adds records; a slip of a form that was sent twice stands there already.
    mutating func add(_ records: [TokenRecord]) {
        for record in records where byHash[record.hash] == nil {
            add(record, SealedLine.seal(Self.json(record).bytes))
        }
    }

    private mutating func add(_ record: TokenRecord, _ line: [UInt8]) {
        byHash[record.hash] = records.count
        byName[Array(record.hash.prefix(Self.nameLength))] = records.count
        lines.append(Line(bytes: line, record: records.count))
        records.append(record)
    }

    /// Changes one member of a record's line, and leaves those that this release doesn't know.
    mutating func setRevoked(_ now: Timestamp, of index: Int) {
        records[index].revoked = now
        guard let line = lines.firstIndex(where: { $0.record == index }) else { return }
        var members: [JSON.Member] = []
        if case .object(let known)? = try? JSON(parsing: SealedLine.unsealed(lines[line].bytes)) {
            members = known
        }
        members.removeAll { $0.name == "revoked" }
        members.append(JSON.Member("revoked", .string(now.rfc3339)))
        lines[line].bytes = SealedLine.seal(JSON.object(members).bytes)
    }

    private static let format = "liaison-tokens"

    /// How many tokens a first line tells of; nothing when it is none.
    private static func heading(_ line: [UInt8]) -> Int? {
        (try? JSON(parsing: line)).flatMap { $0["format"]?.text == format ? $0["tokens"]?.integer : nil }
    }

    /// The whole file; whatever could be read has a seal. Lines that are missing stay so until they are put back.
    var bytes: [UInt8] {
        let count = JSON.integer(expected ?? lines.count)
        let heading = JSON.members(["format": .string(Self.format), "version": .integer(1), "tokens": count])
        return SealedLine.seal(heading.bytes) + [0x0A]
            + lines.flatMap { line -> [UInt8] in
                let isToSeal = line.record != nil && SealedLine.state(of: line.bytes) == .none
                return (isToSeal ? SealedLine.seal(Self.trimmed(line.bytes)) : line.bytes) + [0x0A]
            }
    }

    /// A line without what an editor may leave behind its brace.
    private static func trimmed(_ line: [UInt8]) -> [UInt8] {
        line.lastIndex(of: UInt8(ascii: "}")).map { Array(line[...$0]) } ?? line
    }

    static func update(
        _ directory: DataDirectory, _ change: (inout TokenFile) throws(InstallationError) -> Void
    ) throws(InstallationError) {
        let lock = try directory.lockTokens()
        var file = try TokenFile(of: directory)
        let missing = file.missing
        try change(&file)
        file.expected = file.lines.count + missing
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(directory.path(of: .tokens), with: file.bytes, mode: 0o600)
        }
        do throws(SystemError) { try lock.release() } catch { throw .system(error) }
    }
}
