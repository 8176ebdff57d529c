/// One of a list of words as it was read: one that this release knows, or one that a newer release wrote.
///
/// People choose a `Value` itself. What was stored or sent may be either: the newer word is kept and passed on as it
/// stands, and never taken for another.
package enum Choice<Value: RawRepresentable<String> & Hashable & Sendable>: Hashable, Sendable {
    case known(Value)
    /// A word that is none of this release's.
    case newer(String)

    /// Reads a word.
    // Inlinable: a store has several words a line, and for a type that is known this is a switch.
    @inlinable
    package init(word: String) {
        if let value = Value(rawValue: word) { self = .known(value) } else { self = .newer(word) }
    }

    /// The word as it is stored and sent.
    package var word: String {
        switch self {
        case .known(let value): value.rawValue
        case .newer(let word): word
        }
    }

    /// Whether the word is none of this release's.
    @inlinable
    package var isNewer: Bool { if case .newer = self { true } else { false } }

    /// The value, where this release knows it.
    package var known: Value? {
        switch self {
        case .known(let value): value
        case .newer: nil
        }
    }
}
