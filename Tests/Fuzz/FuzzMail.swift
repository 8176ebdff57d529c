// Events as a server sends them, written as mail: whatever they hold, the message is ASCII in lines of RFC 5322's
// length, its header has the fields that Liaison writes and no other, each at most once.
import LiaisonMail
import LiaisonText
import LiaisonWording

private let fields: Set<String> = [
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Liaison-Case", "Liaison-Event",
    "Liaison-Kind", "Liaison-URL",
]

private func check(_ message: [UInt8]) {
    precondition(message.allSatisfy { $0 == 0x0A || $0 == 0x09 || (0x20...0x7E).contains($0) })
    let lines = message.split(separator: 0x0A, omittingEmptySubsequences: false)
    precondition(lines.allSatisfy { $0.count <= 998 })
    var seen: Set<String> = []
    for line in lines.prefix(while: { !$0.isEmpty }) where line.first != 0x20 && line.first != 0x09 {
        let name = String(decoding: line.prefix { $0 != 0x3A }, as: UTF8.self)
        precondition(fields.contains(name), "the field \(name) is none of ours")
        precondition(seen.insert(name).inserted, "the field \(name) stands twice")
    }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let json = try? JSON(parsing: bytes), let event = try? InboxEvent(json: json) else { return 0 }
    for language in Language.allCases { check(event.mail(language).bytes) }
    precondition((try? InboxEvent(json: event.json)) == event, "an event's JSON says something else")
    return 0
}
