import CLinux
import Glibc

/// The Chinese national character set, GB 18030, through the C library's iconv(3).
enum GB18030 {
    /// The text as UTF-8.
    ///
    /// - Parameter bytes: The whole text.
    /// - Returns: The same text in UTF-8.
    /// - Throws: The offset of the first byte that stands for nothing.
    static func decode(_ bytes: [UInt8]) throws(TextDecodingError) -> [UInt8] {
        let failed = UnsafeMutableRawPointer(bitPattern: -1)
        guard let converter = iconv_open("UTF-8", "GB18030"), converter != failed else {
            throw .unavailable(.gb18030)
        }
        defer { iconv_close(converter) }
        // A two-byte character becomes three bytes at most, a four-byte one four.
        var output = [UInt8](repeating: 0, count: bytes.count * 3 / 2 + 4)
        var input = bytes
        let (used, written) = input.withUnsafeMutableBytes { input in
            output.withUnsafeMutableBytes { output in
                var from = input.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (input.count, output.count)
                _ = iconv(converter, &from, &left, &to, &room)
                return (input.count - left, output.count - room)
            }
        }
        // The room always suffices, so whatever is left over is what iconv stumbled on.
        if used < bytes.count { throw .undecodable(.gb18030, offset: used) }
        output.removeLast(output.count - written)
        return output
    }
}
