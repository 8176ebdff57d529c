import LiaisonCodes
import LiaisonSystem
import LiaisonText

// The room of what API, commands and desk pages share: a case as it is listed and shown. The API writes these types, the remote
// commands read them, the desk's pages are made of them. What a newer server adds is ignored, and its new words are kept
// (`Choice`); what an older one doesn't send is not known.

/// A member of an answer that isn't what it must be.
package struct WireError: Error, Equatable, Sendable {
    package let member: String
}

/// What goes over the wire as an object.
package protocol WireValue: Sendable {
    /// The whole object, its members in the contract's order.
    var json: JSON { get }

    /// Reads what ``json`` wrote, or another release's.
    ///
    /// - Parameter json: The object.
    /// - Throws: The member that it can't be without.
    init(_ json: JSON) throws(WireError)
}

extension JSON {
    /// A member that must be there.
    func member<Value>(_ name: String, _ read: (String) -> Value?) throws(WireError) -> Value {
        guard let value = self[name]?.text.flatMap(read) else { throw WireError(member: name) }
        return value
    }

    /// A moment as RFC 3339 writes it.
    func moment(_ name: String) throws(WireError) -> Timestamp {
        try member(name) { Timestamp(rfc3339: $0.utf8) }
    }

    /// A word of a list.
    func choice<Value>(_ name: String) -> Choice<Value>? { self[name]?.text.map { Choice(word: $0) } }

    /// What is or isn't so.
    func flag(_ name: String) -> Bool { self[name]?.bool ?? false }
}
