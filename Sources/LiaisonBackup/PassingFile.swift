import LiaisonCases
import LiaisonJournal
import LiaisonSystem

/// A file of an archive while its bytes go by: its hash, the chain of a segment's lines, and what is wrong with it by itself.
struct PassingFile {
    private(set) var length = 0
    private(set) var chain = LineChain()
    /// The first line that isn't sound, from 1.
    private(set) var unsound: Int?

    private let path: BackupPath
    private let kind: StoredKind
    private var digest = SHA256()
    /// Of a segment the beginning of the next line; of what is looked at as a whole, all of it.
    private var kept: [UInt8] = []

    init(_ path: BackupPath) {
        self.path = path
        kind = StoredKind(path)
    }

    /// Takes the next bytes.
    ///
    /// - Parameters:
    ///   - piece: The bytes.
    ///   - note: Gets each line of a segment that is one.
    mutating func take(_ piece: [UInt8], _ note: (LineOutline) -> Void) {
        digest.update(piece)
        length += piece.count
        if path.isSegment {
            kept += piece
            follow(note)
        } else if kind != .other, length <= StoredKind.limit {
            kept += piece
        }
    }

    /// Follows the lines that are there in full.
    private mutating func follow(_ note: (LineOutline) -> Void) {
        var start = 0
        while let end = kept[start...].firstIndex(of: 0x0A) {
            let link = kept[start..<end].withUnsafeBufferPointer { chain.follow($0) }
            if let line = link.line { note(line) }
            if unsound == nil, !link.isSound { unsound = chain.lines }
            start = end + 1
        }
        kept.removeFirst(start)
    }

    /// The SHA-256 of all that went by, 64 digits.
    var hash: String { Hex.string(digest.finish()) }

    /// The hash of a segment's last line.
    var head: String { chain.head.description }

    /// What is wrong with it by itself, and on which line.
    var fault: (BackupFinding.Fault, line: Int)? {
        if path.isSegment || kind == .other || length > StoredKind.limit { return nil }
        return kind.fault(in: kept, path: path.description)
    }
}
