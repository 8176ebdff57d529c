import Glibc
import LiaisonSystem

// The room of the files: which segments there are, how one is opened, read, claimed, appended to, cut back, and how much of one
// is known. Its rule: a segment has one writer; nobody follows a link to it; what couldn't be synced is taken away before
// anything else is written. Bytes come from `Commit/` and go to `Reading/` and `Verification/`; the only other write, over words
// that are to go, is in `Erasure/`.

/// Reads segments: whole lines only, from wherever the last reading ended.
package enum SegmentFile {
    /// How many bytes are read at a time at most; a line is a fraction of it.
    private static let chunkLength = 1 << 20

    /// Calls `body` for each whole line from byte `start` on.
    ///
    /// A last line without its newline isn't one: the writer is about to end it, or lost power.
    ///
    /// - Parameters:
    ///   - file: The open segment.
    ///   - start: Where a line begins.
    ///   - passed: Gets many lines at once, newlines and all, and where they begin, when `body` has got each of them.
    ///   - body: Gets the line without its newline, and where it begins.
    /// - Returns: Where the last whole line ends.
    /// - Throws: What fstat(2), pread(2) or `passed` says.
    package static func forEachLine(
        of file: borrowing FileDescriptor, from start: Int,
        passing passed: (_ lines: UnsafeRawBufferPointer, _ start: Int) throws(SystemError) -> Void = {
            _, _ in
        },
        _ body: (_ line: UnsafeBufferPointer<UInt8>, _ start: Int) -> Void
    ) throws(SystemError) -> Int {
        let size = try file.status().size
        if size <= start { return start }
        // Most segments are a fraction of a chunk.
        var buffer = [UInt8](repeating: 0, count: min(size - start, chunkLength))
        var kept = 0
        var position = start
        while true {
            // Never beyond the size: CephFS gives zeros there while another client appends.
            let left = size - position - kept
            if left <= 0 { return position }
            if kept == buffer.count { buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count)) }
            let read = try file.read(into: &buffer, from: kept, at: position + kept)
            let count = min(read, left)
            if count == 0 { return position }
            let filled = kept + count
            var lineStart = 0
            buffer.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                while let found = memchr(base + lineStart, 0x0A, filled - lineStart) {
                    let newline = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
                    body(UnsafeBufferPointer(rebasing: bytes[lineStart..<newline]), position + lineStart)
                    lineStart = newline + 1
                }
            }
            try buffer.withUnsafeBufferPointer { bytes throws(SystemError) in
                try passed(
                    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<lineStart]), position)
            }
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + lineStart, filled - lineStart)
            }
            kept = filled - lineStart
            position += lineStart
        }
    }

    /// The bytes of one line, without its newline.
    ///
    /// - Parameters:
    ///   - range: Where they stand.
    ///   - file: The open segment.
    /// - Returns: The bytes.
    /// - Throws: What pread(2) says; EIO where the file ends before them.
    package static func line(at range: Range<Int>, of file: borrowing FileDescriptor) throws(SystemError)
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = try file.read(into: &bytes, from: done, at: range.lowerBound + done)
            if count == 0 { throw SystemError("pread", code: .inputOutput) }
            done += count
        }
        return bytes
    }

    /// Where the first whole line stands.
    ///
    /// - Parameter file: The open segment.
    /// - Returns: Its bytes, the newline left out; nothing in a file without one.
    /// - Throws: What pread(2) says.
    static func firstLine(of file: borrowing FileDescriptor) throws(SystemError) -> Range<Int>? {
        // Most openings are shorter; one that witnesses many segments is not.
        var chunk = [UInt8](repeating: 0, count: 1 << 12)
        var position = 0
        while true {
            let count = try file.read(into: &chunk, from: 0, at: position)
            if count == 0 { return nil }
            if let end = chunk[..<count].firstIndex(of: 0x0A) { return 0..<(position + end) }
            position += count
        }
    }

    /// Where the last whole line stands.
    ///
    /// - Parameters:
    ///   - file: The open segment.
    ///   - length: How many bytes are read at a time.
    /// - Returns: Its bytes, the newline left out; nothing in a file without one.
    /// - Throws: What fstat(2) or pread(2) says.
    package static func lastLine(
        of file: borrowing FileDescriptor, chunk length: Int = 1 << 16
    ) throws(SystemError) -> Range<Int>? {
        var end: Int?
        var position = try file.status().size
        var chunk = [UInt8](repeating: 0, count: length)
        while position > 0 {
            let start = max(0, position - chunk.count)
            var filled = 0
            while filled < position - start {
                let count = try file.read(into: &chunk, from: filled, at: start + filled)
                if count == 0 { throw SystemError("pread", code: .inputOutput) }
                filled += count
            }
            for index in (0..<(position - start)).reversed() where chunk[index] == 0x0A {
                if let end { return (start + index + 1)..<end }
                end = start + index
            }
            position = start
        }
        return end.map { 0..<$0 }
    }
}
