import LiaisonCodes
import LiaisonSystem

/// The unique name of a pulled message in its Maildir, such as
/// `1766556309.SS00-251224-7K3M9_1f0c9be21d6a7b40.liaison`: time, case and a hash of the event's id.
///
/// The same event always gets the same name, which is how a second pull knows it again; the case stands in
/// it so that an erasure finds what it must replace. It holds nothing of the citizen's.
package struct MailName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The name of an event's message.
    package init(of event: InboxEvent) {
        let seconds = max(0, event.at.milliseconds / 1000)
        let hash = Hex.string(SHA256.digest(Array(event.id.utf8)).prefix(8))
        description = "\(seconds).\(event.case)_\(hash).liaison"
    }

    /// Reads the name of a file in `new` or `cur`, its flags and size fields left out; nothing for a file that no
    /// pull made.
    package init?(fileName: some StringProtocol) {
        let base = fileName.prefix { $0 != ":" && $0 != "," }
        let parts = base.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == "liaison", Int64(parts[0]) != nil,
            let underscore = parts[1].lastIndex(of: "_"), underscore != parts[1].startIndex,
            parts[1][parts[1].index(after: underscore)...].utf8.count == 16,
            base.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        description = String(base)
    }

    /// Whether the message belongs to a case.
    package func belongs(to number: CaseNumber) -> Bool {
        guard let dot = description.firstIndex(of: "."), let end = description.lastIndex(of: "_") else {
            return false
        }
        return description[description.index(after: dot)..<end] == number.description
    }

    /// No slash and no leading dot can come out of these.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
