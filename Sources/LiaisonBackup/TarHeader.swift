import LiaisonSystem

/// The header block of one regular file in a tar archive: the ustar format of POSIX.1-1988 (pax(1), "ustar
/// Interchange Format").
struct TarHeader: Equatable {
    let name: String
    /// In bytes.
    let length: Int
    /// The permission bits.
    let mode: UInt32

    /// The size of a block; a file's bytes are filled up to whole ones.
    static let blockLength = 512
    /// The greatest length that eleven octal digits hold: 8 GiB less one byte.
    static let longest = 0o77_777_777_777

    /// The archive's end: two blocks of zeros.
    static let end = [UInt8](repeating: 0, count: 2 * blockLength)

    /// A name as the fields `name`, of 100 bytes, and `prefix`, of 155, hold it: whole, or parted at a slash.
    ///
    /// - Parameter name: The name.
    /// - Returns: The fields; nothing for a name that is too long for them.
    static func fields(of name: String) -> (prefix: String, name: String)? {
        if name.utf8.count <= 100 { return ("", name) }
        for slash in name.indices where name[slash] == "/" {
            let rest = name[name.index(after: slash)...]
            if rest.utf8.count > 100 { continue }
            let prefix = name[..<slash]
            return prefix.utf8.count > 155 || rest.isEmpty ? nil : (String(prefix), String(rest))
        }
        return nil
    }

    /// The bytes that fill a file of that length up to a whole block.
    static func padding(after length: Int) -> Int { (blockLength - length % blockLength) % blockLength }

    /// The block.
    ///
    /// - Parameter moment: The time of change that unpacked files get.
    /// - Returns: 512 bytes.
    func block(at moment: Timestamp) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockLength)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        func octal(_ value: Int, digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
        }
        let fields = Self.fields(of: name) ?? ("", String(name.prefix(100)))
        put(fields.name, at: 0)
        put(fields.prefix, at: 345)
        put(octal(Int(mode), digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(length, digits: 11), at: 124)
        put(octal(max(0, Int(moment.milliseconds / 1000)), digits: 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0} ", at: 148)
        return block
    }

    /// What a block may be.
    enum Reading: Equatable {
        case file(TarHeader)
        /// A directory, which the names of the files imply.
        case directory
        /// A block of zeros: the end.
        case end
        /// A link, a device or anything else that a backup has no use for.
        case other(name: String)
        /// No header at all.
        case malformed
    }

    /// Reads a block.
    static func read(_ block: [UInt8]) -> Reading {
        if block.allSatisfy({ $0 == 0 }) { return .end }
        var blanked = block
        blanked.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        guard let sum = number(block[148..<156]), sum == blanked.reduce(0, { $0 + Int($1) }),
            let length = number(block[124..<136]), let mode = number(block[100..<108])
        else { return .malformed }
        let name =
            text(block[345..<500]).isEmpty || !block[257..<262].elementsEqual("ustar".utf8)
            ? text(block[0..<100]) : "\(text(block[345..<500]))/\(text(block[0..<100]))"
        switch block[156] {
        case 0, UInt8(ascii: "0"):
            return .file(TarHeader(name: name, length: length, mode: UInt32(mode & 0o777)))
        case UInt8(ascii: "5"): return .directory
        default: return .other(name: name)
        }
    }

    /// An octal number that ends with a NUL or a space.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        return digits.isEmpty ? nil : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }
}
