import LiaisonCases
import LiaisonCodes
import LiaisonHTTP

/// What a citizen wants to do with a case from its receipt, checked.
struct CitizenAction: Sendable {
    /// What was typed, for showing it again.
    let draft: ReceiptPage.Draft
    let problems: [ReceiptPage.Problem]
    /// The event to add; nothing when there are problems.
    let event: Event.Body?
    /// What makes a double tap, or a retry after a lost answer, harmless.
    let key: Digest?
    let personal: Event.Personal?
    /// The topic that is added, when it is a configured one.
    let topic: String?
    /// The photos that are added as they came, to be looked into where that may block.
    let photos: ChosenPhotos

    /// - Parameters:
    ///   - fields: The form's fields: `kind`, and what it calls for.
    ///   - nonce: The form's nonce when it is ours.
    ///   - keys: Makes the digest that tells a repetition.
    ///   - topics: The configured topics.
    init(_ fields: LiaisonHTTP.FormFields, nonce: [UInt8]?, keys: ReceiptKeys, topics: [String]) {
        let form = MessageForm(fields, topics: topics)
        let text = form.values.text
        let isBlank = text.allSatisfy(\.isWhitespace)
        let kind = fields["kind"].flatMap { ReceiptPage.Action(rawValue: $0) }
        let rating = fields["rating"].flatMap { Rating(rawValue: $0) }
        let solved = fields["solved"].flatMap { Solved(rawValue: $0) }
        // What no form of ours sends stays in the one that takes words and photos.
        let isOutOfPlace =
            switch kind {
            case .append: false
            case .rate, .reopen: form.photos.isAny
            case .erase: !isBlank || form.photos.isAny
            case nil: true
            }
        var draft = ReceiptPage.Draft(
            action: isOutOfPlace ? .append : kind ?? .append, text: text,
            rating: rating, solved: solved)
        draft.values = form.values
        self.draft = draft

        var problems = Self.problems(of: form, draft.action)
        if nonce == nil || isOutOfPlace { problems.append(.formExpired) }
        var event: Event.Body?
        var personal = isBlank ? nil : Event.Personal(text: text)
        var topic: String?
        switch kind {
        case .append:
            var words = form.personal
            words.text = isBlank ? nil : text
            personal = words == Event.Personal() ? nil : words
            topic = form.topic
            if personal == nil, topic == nil, !form.photos.isAny { problems.append(.textMissing(.append)) }
            if let nonce { event = .appended(digest: keys.digest(of: words, topic: topic, nonce: nonce)) }
        case .rate:
            event = rating.map { .rated($0, solved: solved) }
            // Nobody has to say it, and a page of before doesn't ask; what is said and isn't understood is asked for again.
            if solved == nil, !(fields["solved"] ?? "").isEmpty {
                problems.append(.solvedMissing)
            }
            if rating == nil { problems.append(.ratingMissing) }
        case .reopen: event = .reopened
        case .erase:
            event = .erased(reason: nil)
            personal = nil
            // The page's form has a box to tick; who sends none of it, as a program does, means what it says.
            if fields["asks"] != nil, fields["confirm"] != "yes" { problems.append(.confirmationMissing) }
        case nil: break
        }
        // The same page has several forms: what is sent tells them apart.
        // An answer to whether it is solved comes last, so that a form of before stays the same act.
        let said =
            [fields["kind"] ?? "", fields["rating"] ?? "", text] + (solved.map { [$0.rawValue] } ?? [])
        let act = said.joined(separator: "\0")
        key = kind == .append ? nil : nonce.map { keys.digest(ofText: act, nonce: $0) }
        self.personal = personal
        self.topic = topic
        photos = form.photos
        self.problems = problems
        self.event = problems.isEmpty ? event : nil
    }

    /// What of the form has to be put right, as the receipt says it.
    private static func problems(
        of form: MessageForm, _ action: ReceiptPage.Action
    ) -> [ReceiptPage.Problem] {
        form.problems.compactMap { problem in
            switch problem {
            case .textTooLong(let count, let limit): .textTooLong(action, count: count, limit: limit)
            // Whether words are needed depends on what else came; and who has written once has been warned.
            case .textMissing, .looksLikeIDNumber: nil
            default: .field(problem)
            }
        }
    }
}
