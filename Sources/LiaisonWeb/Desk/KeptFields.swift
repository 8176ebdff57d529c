import LiaisonHTTP

/// What was sent and must not be lost while somebody proves who they are: it goes through the page in between as hidden
/// fields, and is sent once more from there. Files don't: that there were any does, so that nothing goes without them unseen.
struct KeptFields: Sendable {
    /// The field that says that files were sent.
    static let filesField = "had-files"

    /// What is typed anew each time, or belongs to one page alone.
    private static let dropped: Set<String> = [
        "csrf", "pin", "token", "code", "lang", "go", "preview", "template",
    ]
    /// The fields in which people write what no list has.
    private static let wordy = [
        "title", "text", "answer", "reason", "place", "address", "name", "phone", "unit", "reference",
        "guests", "result",
    ]

    private let fields: [LiaisonHTTP.FormFields.Field]

    init(_ form: LiaisonHTTP.FormFields) {
        let marked = form.hadFiles ? form.replacing(Self.filesField, with: "yes") : form
        fields = marked.fields.filter { !Self.dropped.contains($0.name) }
    }

    /// Whether there is anything to keep.
    var isEmpty: Bool { fields.isEmpty }

    /// What was typed into the fields for sentences.
    private var sentences: [LiaisonHTTP.FormFields.Field] {
        fields.filter { Self.wordy.contains($0.name) && !$0.value.allSatisfy(\.isWhitespace) }
    }

    /// The sentences, to copy from.
    var words: String { sentences.map(\.value).joined(separator: "\n\n") }

    /// The sentences that a page has no field for any more: what they were typed into went with what the form was about.
    ///
    /// - Parameter page: The page.
    /// - Returns: Those that stand in no field of their name, to copy from.
    func words(withoutFieldIn page: Markup) -> String {
        sentences.filter { !page.hasField($0.name, saying: $0.value) }.map(\.value)
            .joined(separator: "\n\n")
    }

    /// All of them as hidden fields.
    var hidden: Markup {
        fields.map { field -> Markup in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">\n"
        }.joined()
    }
}

extension Markup {
    /// Whether a field of that name says that, be it a line, a text or hidden. Values are escaped: a field ends where the next
    /// tag begins.
    fileprivate func hasField(_ name: String, saying value: String) -> Bool {
        let named: Markup = " name=\"\(name)\""
        let (line, text): (Markup, Markup) = (" value=\"\(value)\"", ">\n\(value)")
        return bytes.ranges(of: named.bytes).contains { range in
            let field = bytes[range.upperBound...].prefix { $0 != UInt8(ascii: "<") }
            return field.contains(line.bytes) || field.contains(text.bytes)
        }
    }
}

extension LiaisonHTTP.FormFields {
    /// Whether files came along, now or before somebody proved who they are; browsers keep none of them.
    var hadFiles: Bool { !files.isEmpty || error != nil || self[KeptFields.filesField] != nil }
}
