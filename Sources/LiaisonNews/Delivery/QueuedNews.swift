import LiaisonSystem
import LiaisonText

/// A piece that waits, with what became of it so far: a file of `notify/queue` or `notify/dead`.
struct QueuedNews: Equatable, Sendable {
    /// Its place among all: the order for one addressee.
    let number: Int
    var piece: NewsPiece
    /// How often it was tried in vain.
    var failures = 0
    /// When it is tried next, by the clock of the server that tried it last.
    var next: Timestamp
    /// How the last attempt ended.
    var error: String?
    /// When it was taken, and by which way: only the ledger has to be told of it yet.
    var taken: Taken?

    /// That the program has taken it.
    struct Taken: Equatable, Sendable {
        var channel: String?
    }

    init(number: Int, piece: NewsPiece, next: Timestamp) {
        (self.number, self.piece, self.next) = (number, piece, next)
    }

    /// The name of its file.
    var fileName: String {
        let digits = "\(number)"
        return "\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits)-\(piece.id).json"
    }

    /// The number in a file's name; nothing for a file that isn't a piece's.
    static func number(inName name: String) -> Int? {
        guard name.hasSuffix(".json"), let hyphen = name.firstIndex(of: "-") else { return nil }
        return Int(name[..<hyphen])
    }

    var bytes: [UInt8] {
        JSON.object(
            piece.stored + [
                JSON.Member("failures", .integer(failures)), JSON.Member("next", .string(next.rfc3339)),
                JSON.Member("error", .optional(error)),
                JSON.Member(
                    "taken", taken.map { .members(["channel": .optional($0.channel)]) } ?? .null),
            ]
        ).prettyBytes
    }

    /// Reads a file; nothing of one that isn't a piece.
    init?(number: Int, _ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let piece = NewsPiece(stored: json),
            let next = json["next"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) })
        else { return nil }
        self.init(number: number, piece: piece, next: next)
        failures = max(0, json["failures"]?.integer ?? 0)
        error = json["error"]?.text
        if let taken = json["taken"], taken != .null { self.taken = Taken(channel: taken["channel"]?.text) }
    }
}
