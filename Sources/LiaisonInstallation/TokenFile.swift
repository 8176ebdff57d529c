import LiaisonSystem
import LiaisonText

/// The tokens that have been issued, as `tokens.jsonl` in the data directory keeps them.
///
/// One JSON object a line: `id`, `scope`, `issued`, `revoked` (RFC 3339 or null), `hash` (hexadecimal). The file
/// is replaced as a whole under an flock(2) on `.tokens.lock`; readers see the old one or the new one.
package struct TokenFile: Sendable {
    package private(set) var records: [TokenRecord]
    private var byHash: [[UInt8]: Int]

    /// No tokens.
    package init() {
        records = []
        byHash = [:]
    }

    /// Reads the tokens of a data directory; none where no file is.
    package init(of directory: DataDirectory) throws(InstallationError) {
        self.init()
        let path = directory.tokensPath
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path, limit: 64 << 20)
        } catch {
            if error.code == .noSuchFile { return }
            throw .system(error)
        }
        for (index, line) in bytes.split(separator: 0x0A).enumerated() {
            guard let record = Self.record(Array(line)) else { throw .damaged(path: path, line: index + 1) }
            add(record)
        }
    }

    /// The record of a token that is valid now, or nothing.
    package func record(of token: Token) -> TokenRecord? {
        guard let index = byHash[token.hash], records[index].revoked == nil else { return nil }
        return records[index]
    }

    /// Issues a token and stores its record.
    ///
    /// - Returns: The token itself, which nobody can read again, and its record.
    package static func issue(
        _ scope: Scope, in directory: DataDirectory, at now: Timestamp
    ) throws(InstallationError) -> (Token, TokenRecord) {
        let token = Token.random()
        let id = RandomBytes.hex(count: 4)
        let record = TokenRecord(id: id, scope: scope, issued: now, revoked: nil, hash: token.hash)
        try update(directory) { $0.add(record) }
        return (token, record)
    }

    /// Revokes a token; it is refused from the next request on.
    ///
    /// - Returns: Its record, or nothing when no token has that name.
    package static func revoke(
        _ id: String, in directory: DataDirectory, at now: Timestamp
    ) throws(InstallationError) -> TokenRecord? {
        var found: TokenRecord?
        try update(directory) { file in
            guard let index = file.records.firstIndex(where: { $0.id == id }) else { return }
            if file.records[index].revoked == nil { file.records[index].revoked = now }
            found = file.records[index]
        }
        return found
    }

    private mutating func add(_ record: TokenRecord) {
        byHash[record.hash] = records.count
        records.append(record)
    }

    private static func update(
        _ directory: DataDirectory, _ change: (inout TokenFile) -> Void
    ) throws(InstallationError) {
        let lock = try InstallationError.wrapping { () throws(SystemError) in
            try FileLock(at: "\(directory.path)/.tokens.lock")
        }
        var file = try TokenFile(of: directory)
        change(&file)
        let output = file.records.flatMap(line)
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(directory.tokensPath, with: output, mode: 0o600)
        }
        do throws(SystemError) { try lock.release() } catch { throw .system(error) }
    }

    private static func line(_ record: TokenRecord) -> [UInt8] {
        let value = JSON.members([
            "id": .string(record.id), "scope": .string(record.scope.description),
            "issued": .string(record.issued.rfc3339), "revoked": .optional(record.revoked?.rfc3339),
            "hash": .string(Hex.string(record.hash)),
        ])
        return value.bytes + [0x0A]
    }

    private static func record(_ line: [UInt8]) -> TokenRecord? {
        guard let value = try? JSON(parsing: line), let id = value["id"]?.text,
            let scope = value["scope"]?.text.flatMap({ Scope($0) }),
            let issued = value["issued"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }),
            let hash = value["hash"]?.text.flatMap({ Hex.decode($0.utf8) }), hash.count == SHA256.digestLength
        else { return nil }
        let revoked = value["revoked"]?.text.flatMap { Timestamp(rfc3339: $0.utf8) }
        return TokenRecord(id: id, scope: scope, issued: issued, revoked: revoked, hash: hash)
    }
}
