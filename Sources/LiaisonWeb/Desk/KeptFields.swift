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
    /// The fields in which people write sentences.
    private static let wordy = ["title", "text", "answer", "reason", "place", "address"]

    private let fields: [LiaisonHTTP.FormFields.Field]

    init(_ form: LiaisonHTTP.FormFields) {
        let marked = form.hadFiles ? form.replacing(Self.filesField, with: "yes") : form
        fields = marked.fields.filter { !Self.dropped.contains($0.name) }
    }

    /// Whether there is anything to keep.
    var isEmpty: Bool { fields.isEmpty }

    /// The sentences, to copy from.
    var words: String {
        fields.filter { Self.wordy.contains($0.name) && !$0.value.isEmpty }.map(\.value)
            .joined(separator: "\n\n")
    }

    /// All of them as hidden fields.
    var hidden: Markup {
        fields.map { field -> Markup in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">\n"
        }.joined()
    }
}

extension LiaisonHTTP.FormFields {
    /// Whether files came along, now or before somebody proved who they are; browsers keep none of them.
    var hadFiles: Bool { !files.isEmpty || error != nil || self[KeptFields.filesField] != nil }
}
