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
    ///   - frame: What it states, and where.
    /// - Returns: Whether they agree, and if not, in which part.
    package static func check(_ bytes: UnsafeBufferPointer<UInt8>, _ frame: LineFrame) -> LineSeal {
        guard digest(bytes[..<frame.publicEnd]) == frame.hash else { return .altered }
        guard let sealed = frame.sealed, let sealed = LineScanner(bytes)?.hash(sealed) else {
            return frame.personal == nil && frame.tail == .closed ? .intact : .altered
        }
        if frame.tail == .torn { return .wordsAltered }
        guard let personal = frame.personal else { return .intact }
        if frame.tail == .padded { return .wordsAltered }
        return digest(bytes[personal]) == sealed ? .intact : .wordsAltered
    }

    private static func digest(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> LineHash {
        LineHash(of: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes)))
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
