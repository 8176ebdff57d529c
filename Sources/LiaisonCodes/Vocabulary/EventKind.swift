/// What can happen to a case, by the word that stands in the ledger, in the API and in mail.
///
/// This is the one list of them: whoever has to tell them apart switches over it, so that the compiler names every place
/// that a new one concerns. What a newer release wrote is a ``Choice/newer(_:)`` of it.
package enum EventKind: String, Sendable, CaseIterable {
    /// A message arrived.
    case received
    /// The citizen added something.
    case appended
    /// It was taken up and graded.
    case acknowledged
    /// The citizen was asked for more.
    case asked
    /// The citizen answered the question.
    case answered
    /// An answer was given.
    case replied
    /// The deadline was moved.
    case extended
    /// Another deputy or station has it now.
    case transferred
    /// A deputy took it from the station's shared inbox.
    case claimed
    case closed
    case reopened
    /// The citizen rated the handling.
    case rated
    /// What was typed was taken out.
    case erased
    /// A pointer to a case in another station's ledger.
    case referred
    /// Let out of the quarantine.
    case released
    /// Found to be nobody's message.
    case discarded
    /// Given to a department to be dealt with (交办).
    case assigned
    /// The department was urged (督办).
    case urged
    /// Whoever must act was told of it: the operator's program has taken the news.
    case notified
}

extension EventKind {
    /// The kind of a word, in place: each line of a store has one.
    ///
    /// - Parameter word: ASCII; nothing comes of what is no kind of this release's.
    package init?(spelled word: UnsafeBufferPointer<UInt8>) {
        guard word.count < 16 else { return nil }
        let packed = Self.packed(word)
        guard let index = Self.words.firstIndex(of: packed) else { return nil }
        self = Self.allCases[index]
    }

    /// The words as numbers, in the order of the kinds.
    private static let words = allCases.map { kind in
        var word = kind.rawValue
        return word.withUTF8 { packed($0) }
    }

    /// The bytes of a word behind a one.
    private static func packed(_ word: UnsafeBufferPointer<UInt8>) -> UInt128 {
        var packed: UInt128 = 1
        for byte in word { packed = packed << 8 | UInt128(byte) }
        return packed
    }
}
