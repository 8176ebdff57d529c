import LiaisonSystem

/// The check of a line's bytes against the hashes that it states.
package enum LineSeal: Equatable {
    /// Every byte is as it was written, or its words have been taken out.
    case intact
    /// The part under `hash` differs, or bytes stand where no member may.
    case altered
    /// The part under `sealed` differs.
    case wordsAltered

    /// Checks a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - hash: The `hash` it states.
    /// - Returns: Whether they agree, and if not, in which part.
    package static func check(_ bytes: UnsafeBufferPointer<UInt8>, hash: [UInt8]) -> LineSeal {
        guard var scanner = LineScanner(bytes) else { return .altered }
        var sealed: [UInt8]?
        var publicEnd: Int?
        var personal: Range<Int>?
        var isTailTorn = false
        while let member = scanner.next() {
            if publicEnd != nil {
                // Only the personal part may follow the hash, once.
                guard scanner.matches(member.name, "personal"), personal == nil else {
                    isTailTorn = true
                    break
                }
                personal = member.value
            } else if scanner.matches(member.name, "hash") {
                // The comma and the quote before the name.
                publicEnd = member.name.lowerBound - 2
            } else if scanner.matches(member.name, "sealed") {
                sealed = scanner.plainString(member.value).map { Array($0) }
            }
        }
        guard let publicEnd, Hex.bytes(digest(bytes[..<publicEnd])) == hash else { return .altered }
        guard let sealed else {
            return personal == nil && scanner.isAtEnd && !scanner.hasPadding && !isTailTorn
                ? .intact : .altered
        }
        if isTailTorn || !scanner.isAtEnd { return .wordsAltered }
        guard let personal else { return .intact }
        if scanner.hasPadding { return .wordsAltered }
        return Hex.bytes(digest(bytes[personal])) == sealed ? .intact : .wordsAltered
    }

    private static func digest(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var hash = SHA256()
        hash.update(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes)))
        return hash.finish()
    }
}

extension LineScanner {
    /// Whether these bytes could be the beginning of a line whose end never reached the disk.
    ///
    /// The file's size may have reached it: then zeros stand where bytes are missing, as ext4 leaves them after a power
    /// cut in a block that held earlier lines.
    ///
    /// - Parameter tail: What stands behind a segment's last newline.
    /// - Returns: Whether they could.
    package static func isCutShort(_ tail: [UInt8]) -> Bool {
        let tail = tail[..<((tail.lastIndex { $0 != 0 } ?? -1) + 1)]
        if tail.isEmpty { return true }
        guard tail.first == UInt8(ascii: "{") else { return false }
        var isInString = false
        var isEscaped = false
        var depth = 0
        for (index, byte) in tail.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if isInString {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isInString = false }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: "{") {
                depth += 1
            } else if byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index == tail.count - 1 }
            }
        }
        return true
    }
}
