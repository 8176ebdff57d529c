import LiaisonDesk
import LiaisonHTTP
import LiaisonWording

/// What was sent to a receipt that can't be shown now: everything typed, in a form that can be sent again.
struct ResendPage {
    let site: SiteIdentity
    let language: PageLanguage
    let draft: ReceiptPage.Draft
    /// The nonce with which it came, when it is one of ours; a receipt that isn't there hands out none.
    let nonce: String?
    /// As in ``FormPage/render(nonce:values:problems:attempt:)``.
    let attempt: Int

    /// Why the receipt can't be shown.
    enum Reason: Equatable {
        /// There is none, or its query code is wrong: the page never tells which.
        case absent
        case tooManyRequests(retryAfter: Int)
        case unavailable

        var status: Status {
            switch self {
            case .absent: .notFound
            case .tooManyRequests: .tooManyRequests
            case .unavailable: .serviceUnavailable
            }
        }
    }

    /// The page as UTF-8.
    func render(_ reason: Reason) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let problem = PageProblem(field: nil, sentence: sentence(reason, words))
        let title = words("receipt.title")
        let main: Markup = """
            \(PageProblem.summary([problem], heading: words("form.not-sent")))<h1>\(title)</h1>
            <form method="post" action="\(template.link("?\(FormPage.attemptField)=\(attempt)"))">
            \(Markup.language(language.language))\(hidden)\
            <p><label for="text">\(words("receipt.resend.label"))</label>
            <textarea id="text" name="text" rows="5">
            \(draft.text)</textarea>
            <p><button>\(words("receipt.resend.send"))</button>
            </form>
            """
        return template.page(title: title, hasProblems: true, offersOtherLanguage: false, main: main)
    }

    /// What the form was, and what else was typed into it.
    private var hidden: Markup {
        let fields: [(name: String, value: String)] = [
            ("kind", draft.action.rawValue), ("nonce", nonce ?? ""), ("rating", draft.rating?.rawValue ?? ""),
            ("name", draft.values.name), ("phone", draft.values.phone), ("topic", draft.values.topic),
        ]
        return fields.filter { !$0.value.isEmpty }.map { field -> Markup in
            "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(field.value)\">\n"
        }.joined()
    }

    private func sentence(_ reason: Reason, _ words: Wording) -> String {
        switch reason {
        case .absent: words("receipt.resend.absent")
        case .tooManyRequests(let seconds):
            words("form.problem.too-many", ["time": words.duration(seconds: seconds)])
        case .unavailable: words("form.problem.unavailable")
        }
    }
}
