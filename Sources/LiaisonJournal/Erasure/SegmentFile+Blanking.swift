import CLinux
import Glibc
import LiaisonSystem

extension SegmentFile {
    /// Overwrites parts of a segment with spaces, durably: the one write to a segment that isn't an append.
    ///
    /// In place, because the segment may belong to a server that appends to it right now: a new file under the
    /// same name would take its next, acknowledged lines along into an unlinked one. Of the same length, so that
    /// all offsets, indexes and cursors hold. `O_DSYNC` makes each write durable; it also keeps an NFS client from
    /// writing the rest of a page that it holds in an older version than the server.
    ///
    /// - Parameters:
    ///   - ranges: The bytes.
    ///   - name: The segment.
    ///   - inbox: The station's inbox.
    /// - Throws: What the file system says.
    package static func blank(
        _ ranges: [Range<Int>], of name: SegmentName, in inbox: InboxDirectory
    ) throws(SystemError) {
        let path = inbox.path(of: name)
        do throws(SystemError) {
            let file = try inbox.open(name, flags: O_WRONLY | O_DSYNC)
            for range in ranges {
                try file.writeAll(
                    [UInt8](repeating: UInt8(ascii: " "), count: range.count), at: range.lowerBound)
            }
            try file.syncData()
            try file.close()
        } catch {
            throw error.about(path)
        }
    }
}

extension LineScanner {
    /// Where the personal part of a line stands, from the comma before its name up to the closing brace.
    ///
    /// - Parameter line: The line without its newline.
    /// - Returns: The range, whole or half erased; nothing where there is none, or nothing but spaces.
    package static func words(of line: [UInt8]) -> Range<Int>? {
        line.withUnsafeBufferPointer { bytes in
            guard var scanner = LineScanner(bytes) else { return nil }
            var isSealed = false
            while let member = scanner.next() {
                if scanner.matches(member.name, "sealed") { isSealed = true }
                guard scanner.matches(member.name, "hash") else { continue }
                let range = member.value.upperBound..<(bytes.count - 1)
                return isSealed && !bytes[range].allSatisfy { $0 == UInt8(ascii: " ") } ? range : nil
            }
            return nil
        }
    }
}
