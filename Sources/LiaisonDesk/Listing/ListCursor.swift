import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// Where a list goes on, as clients get it: opaque to them.
extension ListPosition {
    /// The text of a cursor.
    package var cursor: String {
        Base64URL.encode(Array("\(received.milliseconds) \(number)".utf8))
    }

    /// Reads ``cursor``; nothing for anything else.
    package init?(cursor: String) {
        guard cursor.utf8.count <= 128, let bytes = Base64URL.decode(cursor) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, let milliseconds = Int64(String(decoding: parts[0], as: UTF8.self)),
            let number = try? CaseNumber(parsing: parts[1])
        else { return nil }
        self.init(received: Timestamp(milliseconds: milliseconds), number: number)
    }
}
