import LiaisonCases
import LiaisonJournal
import LiaisonSystem

/// Where a backup goes: a directory, or a stream.
package protocol BackupTarget {
    /// What stands there from an earlier time.
    var previous: Manifest { get }

    /// Copies the beginning of a segment.
    ///
    /// - Parameters:
    ///   - path: Where it stands.
    ///   - file: The open segment.
    ///   - length: How many bytes of it: whole lines on stable storage.
    ///   - before: What the target has of it by now.
    ///   - isErased: Whether the words of a line were to go: what else is without its words has lost them.
    ///   - note: Gets each of its lines that had to be read.
    /// - Returns: What the target has of it then.
    /// - Throws: What the file system says; a target that can't be written fails again in ``finish(_:)``.
    mutating func copy(
        segment path: BackupPath, of file: borrowing FileDescriptor, length: Int, before: Manifest.File?,
        isErased: (LineOutline) throws(SystemError) -> Bool, _ note: (LineOutline) -> Void
    ) throws(SystemError) -> CopiedFile

    /// Copies any other file, whole.
    mutating func copy(
        _ path: BackupPath, of file: borrowing FileDescriptor, before: Manifest.File?
    ) throws(SystemError) -> CopiedFile

    /// Whether the target really has a file that its manifest names, in its full length.
    func holds(_ file: Manifest.File) throws(SystemError) -> Bool

    /// Opens what the target has of a file by now.
    func open(_ path: BackupPath) throws(SystemError) -> FileDescriptor

    /// Puts a copy of a file that isn't what it should be beside the backup.
    mutating func setAside(_ path: BackupPath, of file: borrowing FileDescriptor) throws(SystemError)

    /// Has stations copied here, on as many threads as it takes.
    ///
    /// - Parameters:
    ///   - stations: How far the segments of each are to be copied.
    ///   - backup: Copies them.
    /// - Returns: How far they were copied.
    /// - Throws: What stopped it.
    mutating func copy(
        stations: [String: SegmentEnds], by backup: inout Backup
    ) throws(BackupError) -> [String: SegmentEnds]

    /// Ends the backup with its manifest, on stable storage where there is such.
    mutating func finish(_ manifest: Manifest) throws(BackupError)
}

/// A file as it stands in a target after copying.
package struct CopiedFile {
    let file: Manifest.File
    /// How many bytes were written.
    var bytes = 0
    var isNew = false
    /// Why the file wasn't taken, and at which line that shows; what the target had of it stays.
    var fault: BackupFinding.Fault?
    var line = 0
}

/// The chain of a segment's lines, followed over a part of it.
struct SegmentPart {
    private(set) var chain: LineChain
    /// The first line that isn't sound, from 1.
    private(set) var unsound: Int?
    /// The lines without their words.
    private(set) var wordless: [(number: Int, line: LineOutline)] = []

    /// A part of which nothing has been followed yet.
    ///
    /// - Parameter chain: The one that leads there.
    init(behind chain: LineChain) { self.chain = chain }

    /// Follows the lines of `file` that stand in `range` from the segment's beginning, or behind a chain that led there.
    init(
        of file: borrowing FileDescriptor, _ range: Range<Int>, behind chain: LineChain = LineChain(),
        _ note: (LineOutline) -> Void = { _ in }
    ) throws(SystemError) {
        self.init(behind: chain)
        try follow(file, range, passing: { _, _ in }, note)
    }

    /// Follows lines and copies them to the same place of another file.
    ///
    /// - Parameters:
    ///   - file: The segment.
    ///   - range: Where they stand; EIO when the file ends before them.
    ///   - output: The other file.
    ///   - hash: Goes on over what is copied.
    ///   - note: Gets each line that is one.
    /// - Throws: What pread(2) or pwrite(2) says.
    mutating func copy(
        _ file: borrowing FileDescriptor, _ range: Range<Int>, to output: borrowing FileDescriptor,
        _ hash: inout SHA256, _ note: (LineOutline) -> Void
    ) throws(SystemError) {
        var end = range.lowerBound
        try follow(
            file, range,
            passing: { lines, start throws(SystemError) in
                hash.update(lines)
                try output.writeAll(lines, at: start)
                end = start + lines.count
            }, note)
        if end < range.upperBound { throw SystemError("pread", code: .inputOutput) }
    }

    private mutating func follow(
        _ file: borrowing FileDescriptor, _ range: Range<Int>,
        passing passed: (UnsafeRawBufferPointer, Int) throws(SystemError) -> Void,
        _ note: (LineOutline) -> Void
    ) throws(SystemError) {
        _ = try SegmentFile.forEachLine(
            of: file, from: range.lowerBound,
            passing: { lines, start throws(SystemError) in
                let wanted = min(lines.count, range.upperBound - start)
                if wanted > 0 { try passed(UnsafeRawBufferPointer(rebasing: lines[..<wanted]), start) }
            },
            { bytes, position in
                guard position < range.upperBound else { return }
                let link = chain.follow(bytes)
                if let line = link.line {
                    note(line)
                    if link.words == .erased { wordless.append((chain.lines, line)) }
                }
                if !link.isSound, unsound == nil { unsound = chain.lines }
            })
    }

    /// The hash of its last line.
    var head: String { chain.head.description }
}

extension FileDescriptor {
    /// Reads a part of the file piece by piece.
    ///
    /// - Parameters:
    ///   - range: The bytes; EIO when the file ends before them.
    ///   - body: Gets each piece.
    /// - Throws: What pread(2) or the body says.
    borrowing func forEachPiece(
        of range: Range<Int>, _ body: (ArraySlice<UInt8>) throws(SystemError) -> Void
    ) throws(SystemError) {
        var buffer = [UInt8](repeating: 0, count: min(1 << 20, max(range.count, 1)))
        var position = range.lowerBound
        while position < range.upperBound {
            let count = min(try read(into: &buffer, from: 0, at: position), range.upperBound - position)
            if count == 0 { throw SystemError("pread", code: .inputOutput) }
            try body(buffer[..<count])
            position += count
        }
    }

    /// Copies a part of the file to the same place of another.
    ///
    /// - Parameters:
    ///   - range: The bytes; EIO when the file ends before them.
    ///   - output: The other file.
    ///   - hash: Goes on over what is copied.
    /// - Throws: What pread(2) or pwrite(2) says.
    borrowing func copy(
        _ range: Range<Int>, to output: borrowing FileDescriptor, _ hash: inout SHA256
    ) throws(SystemError) {
        var position = range.lowerBound
        try forEachPiece(of: range) { piece throws(SystemError) in
            hash.update(piece)
            try piece.withUnsafeBufferPointer { bytes throws(SystemError) in
                try output.writeAll(UnsafeRawBufferPointer(bytes), at: position)
            }
            position += piece.count
        }
    }

    /// The SHA-256 of a part of the file, as 64 digits.
    borrowing func hash(of range: Range<Int>) throws(SystemError) -> String {
        var hash = SHA256()
        try forEachPiece(of: range) { piece throws(SystemError) in hash.update(piece) }
        return Hex.string(hash.finish())
    }
}
