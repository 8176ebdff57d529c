import LiaisonCases
import LiaisonDesk
import LiaisonHTTP
import LiaisonText

extension LiaisonHTTP.FormFields {
    /// Everything that a citizen typed, a line for each field, to be copied from a page that has no form for it.
    var typedWords: String {
        ["text", "topic", "name", "phone"].compactMap { self[$0] }.filter { !$0.isEmpty }
            .joined(separator: "\n")
    }
}

/// What came in from a citizen's form, checked: either words that can be stored, or what to put right.
struct MessageForm {
    /// Everything typed, whatever is wrong with it.
    let values: FormValues
    /// What has to be put right, in the order of the fields.
    let problems: [FormProblem]
    /// What the ledger stores as words.
    let personal: Event.Personal
    /// The topic, when it is a configured one.
    let topic: String?
    /// Whether the field that people don't see was filled in.
    let isTrapped: Bool
    /// The photos as they came, to be looked into where that may block.
    let photos: ChosenPhotos

    /// - Parameters:
    ///   - fields: The form's fields as they came.
    ///   - topics: The configured topics.
    init(_ fields: LiaisonHTTP.FormFields, topics: [String]) {
        let text = TypedWords.withPlainNewlines(fields["text"] ?? "")
        let topic = fields["topic"] ?? ""
        let name = fields["name"] ?? ""
        let phone = fields["phone"] ?? ""
        values = FormValues(
            text: text, topic: topic, name: name, phone: phone,
            hadPhotos: !fields.files.isEmpty || fields.error == .tooManyFiles || fields.error == .tooLarge)
        var problems: [FormProblem] = []
        let count = Self.scalarCount(text)
        if fields.error == .textTooLong {
            problems.append(.textNotKept(limit: TypedWords.textLimit))
        } else if text.allSatisfy(\.isWhitespace) {
            problems.append(.textMissing)
        } else if count > TypedWords.textLimit {
            problems.append(.textTooLong(count: count, limit: TypedWords.textLimit))
        } else if fields[FormPage.confirmationField] != FormPage.confirmedIDNumber,
            IdentityNumber.occurs(in: text)
        {
            problems.append(.looksLikeIDNumber)
        }
        if topic.unicodeScalars.count > TypedWords.nameLimit { problems.append(.topicUnknown) }
        if name.unicodeScalars.count > TypedWords.nameLimit {
            problems.append(.nameTooLong(limit: TypedWords.nameLimit))
        }
        if !phone.isEmpty, !TypedWords.isPhone(phone) { problems.append(.phoneUnreadable) }
        problems += Self.problems(ofTransfer: fields)
        problems += Self.problems(ofSizes: fields.files)
        self.problems = problems
        let isKnownTopic = topics.contains(topic)
        self.topic = isKnownTopic ? topic : nil
        personal = Event.Personal(
            text: text, name: TypedWords.trimmed(name), phone: TypedWords.trimmed(phone),
            topic: isKnownTopic ? nil : TypedWords.trimmed(topic))
        isTrapped = !(fields["website"] ?? "").isEmpty
        photos = ChosenPhotos(fields)
    }

    /// What is wrong with how the form came, rather than with what was typed.
    private static func problems(ofTransfer fields: LiaisonHTTP.FormFields) -> [FormProblem] {
        switch fields.error {
        case .notUTF8: return [.notUTF8]
        case .tooLarge: return [.tooLarge]
        case .spool: return [.serviceUnavailable]
        case .spoolFull: return [.photosNotNow]
        case .malformed, .tooManyFields, .nameTooLong: return [.formExpired]
        case .tooManyFiles: return [.photosTooMany(limit: FormLimits().files)]
        // Said of the text.
        case .textTooLong, nil: return []
        }
    }

    /// What can be said of the photos without looking into them.
    private static func problems(ofSizes files: [FormFile]) -> [FormProblem] {
        files.enumerated().compactMap { index, file in
            if file.isTooLarge { return .photoTooLarge(index: index + 1, limit: FormLimits().file >> 20) }
            return file.count == 0 ? .photoEmpty(index: index + 1) : nil
        }
    }

    /// The number of Unicode scalars: of the bytes that begin one, RFC 3629 section 3.
    private static func scalarCount(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            var count = 0
            for byte in bytes { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
            return count
        }
    }
}
