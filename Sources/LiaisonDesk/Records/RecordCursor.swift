import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// Where a list of records goes on, as clients get it: opaque to them.
package enum RecordCursor: Equatable, Sendable {
    /// Behind so many elements.
    case elements(Int)
    /// Behind an entry of the registers: those that come meanwhile move nothing.
    case entry(EntryPlace)

    /// The most elements that are passed over.
    private static let mostElements = 10_000_000

    /// Reads ``text``; nothing for anything else, or what belongs to another list.
    package init?(_ text: String, of path: RecordPath) {
        if path != .log {
            guard let count = Int(text), (0...Self.mostElements).contains(count) else { return nil }
            self = .elements(count)
            return
        }
        guard text.utf8.count <= 128, let bytes = Base64URL.decode(text) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: " "))
        guard parts.count == 2, let on = CivilDate(iso8601: parts[0]),
            let number = try? RecordNumber(parsing: parts[1])
        else { return nil }
        self = .entry(EntryPlace(on: on, number: number))
    }

    /// The cursor.
    package var text: String {
        switch self {
        case .elements(let count): "\(count)"
        case .entry(let place): Base64URL.encode(Array("\(place.on.iso8601) \(place.number)".utf8))
        }
    }
}
