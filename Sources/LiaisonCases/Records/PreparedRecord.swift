import LiaisonCodes
import LiaisonJournal
import LiaisonText

/// A draft with everything computed that doesn't depend on what the station has.
struct PreparedRecord: Sendable {
    let draft: RecordDraft
    let words: SealedWords?
    private let keys: ReceiptKeys

    init(_ draft: RecordDraft, keys: ReceiptKeys) {
        self.draft = draft
        self.keys = keys
        words = draft.words.isEmpty ? nil : SealedWords(draft.words)
    }

    /// What chooses the number of something new, the same on every server; the next attempt when another has it.
    func numberValue(attempt: UInt8) -> UInt64 {
        var key: [UInt8] = []
        draft.key.appendHex(to: &key)
        return keys.numberValue(forNonce: key, attempt: attempt)
    }
}
