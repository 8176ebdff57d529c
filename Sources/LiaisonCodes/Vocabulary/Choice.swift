/// One of a list of words as it was read: one that this release knows, or one that a newer release wrote.
///
/// People choose a `Value` itself. What was stored or sent may be either: the newer word is kept and passed on as it
/// stands, and never taken for another.
package enum Choice<Value: RawRepresentable<String> & Hashable & Sendable>: Hashable, Sendable {
    case known(Value)
    /// A word that is none of this release's.
    case newer(String)

    /// Reads a word; inlinable, as all of it is, since a store has several words a line.
    @inlinable package init(word: String) { self = Value(rawValue: word).map(Choice.known) ?? .newer(word) }

    /// The word as it is stored and sent.
    @inlinable package var word: String {
        switch self {
        case .known(let value): value.rawValue
        case .newer(let word): word
        }
    }

    /// The value, where this release knows it.
    @inlinable package var known: Value? {
        switch self {
        case .known(let value): value
        case .newer: nil
        }
    }
}
