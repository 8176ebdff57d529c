import LiaisonHTTP
import LiaisonLedger

/// What a citizen wants to do with a case from its receipt, checked.
struct CitizenAction {
    /// What was typed, for showing it again.
    let draft: ReceiptPage.Draft?
    let problems: [ReceiptPage.Problem]
    /// The event to add; nothing when there are problems.
    let event: Event.Body?
    /// What makes a double tap, or a retry after a lost answer, harmless.
    let key: Digest?
    let personal: Event.Personal?

    /// - Parameters:
    ///   - fields: The form's fields: `kind`, and `text` or `rating`.
    ///   - nonce: The form's nonce when it is ours.
    ///   - keys: Makes the digest that tells a repetition.
    init(_ fields: LiaisonHTTP.FormFields, nonce: [UInt8]?, keys: ReceiptKeys) {
        let text = MessageForm.withPlainNewlines(fields["text"] ?? "")
        let action = fields["kind"].flatMap { ReceiptPage.Action(rawValue: $0) }
        let rating = fields["rating"].flatMap { Rating(rawValue: $0) }
        draft = action.map { action in
            ReceiptPage.Draft(
                action: action, text: text, rating: rating.flatMap { PublicRating(rawValue: $0.rawValue) })
        }
        personal = text.isEmpty || action == .erase ? nil : Event.Personal(text: text)
        var problems: [ReceiptPage.Problem] = []
        if nonce == nil { problems.append(.formExpired) }
        let count = text.unicodeScalars.count
        if let action, count > MessageForm.textLimit {
            problems.append(.textTooLong(action, count: count, limit: MessageForm.textLimit))
        }
        var event: Event.Body?
        switch action {
        case .append:
            if text.allSatisfy(\.isWhitespace) { problems.append(.textMissing(.append)) }
            if let nonce {
                event = .appended(digest: keys.digest(ofText: text, nonce: nonce))
            }
        case .rate:
            event = rating.map { .rated($0) }
            if rating == nil { problems.append(.ratingMissing) }
        case .reopen: event = .reopened
        case .erase:
            event = .erased(reason: nil)
            // The page's form has a box to tick; who sends none of it, as a program does, means what it says.
            if fields["asks"] != nil, fields["confirm"] != "yes" { problems.append(.confirmationMissing) }
        case nil: problems.append(.notPossible)
        }
        // The same page has several forms: what is sent tells them apart.
        let act = [fields["kind"] ?? "", fields["rating"] ?? "", text].joined(separator: "\0")
        key = action == .append ? nil : nonce.map { keys.digest(ofText: act, nonce: $0) }
        self.problems = problems
        self.event = problems.isEmpty ? event : nil
    }
}
