import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// One try to write something, from before it is sent until it is known what became of it.
package struct Attempt: Equatable, Sendable {
    /// The idempotency key: under the same one it is done once, however often it is tried.
    package let key: String
    /// What was tried, as the `kind` of the event that it makes; `received` for an entry.
    package let kind: String
    /// The case that it is about; nothing for an entry.
    package let number: CaseNumber?
    /// When it was tried last.
    package var at: Timestamp

    package init(key: String, kind: String, number: CaseNumber?, at: Timestamp) {
        self.key = key
        self.kind = kind
        self.number = number
        self.at = at
    }

    /// How long an attempt whose outcome nobody has learnt is remembered: a week.
    package static let lifetime: Int64 = 7 * 86_400_000

    var json: JSON {
        .members([
            "key": .string(key), "kind": .string(kind), "case": .optional(number?.description),
            "at": .string(at.rfc3339),
        ])
    }

    init?(json: JSON) {
        guard let key = json["key"]?.text, !key.isEmpty, let kind = json["kind"]?.text,
            let at = json["at"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) })
        else { return nil }
        var number: CaseNumber?
        if let typed = json["case"]?.text {
            guard let parsed = try? CaseNumber(parsing: typed) else { return nil }
            number = parsed
        }
        self.init(key: key, kind: kind, number: number, at: at)
    }
}

/// What a command line means, told from all others: another word, option or case is another meaning.
package struct Meaning: Equatable, Sendable {
    package let kind: String
    package let number: CaseNumber?
    /// SHA-256 of what is posted and where, in hexadecimal: no word of it can be read there.
    let digest: String

    /// - Parameters:
    ///   - kind: The `kind` of the event that it makes; `received` for an entry.
    ///   - number: The case; nothing for an entry.
    ///   - body: What is posted, the typed words among it.
    package init(kind: String, number: CaseNumber?, body: JSON) {
        self.kind = kind
        self.number = number
        var hash = SHA256()
        hash.update(Array("\(kind)\n\(number?.description ?? "")\n".utf8))
        hash.update(body.bytes)
        digest = Hex.string(hash.finish())
    }
}
