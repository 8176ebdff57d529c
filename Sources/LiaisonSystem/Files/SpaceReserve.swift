/// How much room on its file system a store leaves free of new messages, so that replies, closings and
/// erasures find some even then.
package enum SpaceReserve: Equatable, Sendable {
    /// The lesser of 64 MiB and a twentieth of the file system.
    case automatic
    case bytes(Int)
    /// Of the file system's size, 0 to 50.
    case percent(Int)

    /// Reads `64M`, `2G`, `512K`, `5%` or a number of bytes; nothing written is ``automatic``.
    package init?(_ text: String) {
        if text.isEmpty {
            self = .automatic
            return
        }
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = Int(digits) else { return nil }
        let shift: Int
        switch text[digits.endIndex...] {
        case "": shift = 0
        case "K": shift = 10
        case "M": shift = 20
        case "G": shift = 30
        case "%":
            guard number <= 50 else { return nil }
            self = .percent(number)
            return
        default: return nil
        }
        let (bytes, overflows) = number.multipliedReportingOverflow(by: 1 << shift)
        if overflows { return nil }
        self = .bytes(bytes)
    }

    /// The reserve in bytes on a file system of that size.
    package func bytes(ofTotal total: Int) -> Int {
        switch self {
        case .automatic: min(64 << 20, total / 20)
        case .bytes(let bytes): bytes
        case .percent(let percent): total / 100 * percent
        }
    }
}
