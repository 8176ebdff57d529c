import LiaisonCodes
import LiaisonSystem
import LiaisonWording

/// `GET /r/<number>/<query code>`: the receipt that a citizen keeps, and everything that came of the message.
package struct ReceiptPage: Sendable {
    package let context: Context

    package init(_ context: Context) { self.context = context }

    /// The same without the form for an action.
    func without(_ action: Action) -> ReceiptPage {
        var context = context
        context.actions.remove(action)
        return ReceiptPage(context)
    }

    /// The whole page.
    ///
    /// - Parameters:
    ///   - nonce: Makes a repeated sending recognisable.
    ///   - notice: What has just been done.
    ///   - draft: What was typed when it was not done.
    ///   - problems: Why it was not done.
    ///   - attempt: As in ``FormPage/render(nonce:values:problems:attempt:)``.
    /// - Returns: The page as UTF-8.
    package func render(
        nonce: String, notice: Notice? = nil, draft: Draft? = nil, problems: [Problem] = [],
        attempt: Int = 1
    ) -> [UInt8] {
        let template = PageTemplate(site: context.site, language: context.language)
        let words = template.words
        let forms = ReceiptForms(
            nonce: nonce, attempt: attempt, actions: context.actions, draft: draft,
            open: draft?.action ?? wanted(after: notice), questions: questions, words: words)
        let worded = problems.map { forms.worded($0) }
        var main = PageProblem.summary(worded, heading: words("form.not-sent"))
        if let notice { main += "<p class=\"box good\" role=\"status\">\(notice.words(words))\n" }
        main += "<h1>\(words("receipt.title"))</h1>\n"
        main += card
        main += """
            <h2>\(words("receipt.next"))</h2>
            \(next)<h2>\(words("receipt.timeline"))</h2>
            <ol class="timeline">
            \(context.timeline.map { $0.markup(words) }.joined())</ol>
            <p class="hint">\(words("receipt.beijing-time"))

            """
        main += forms.markup(problems: worded)
        main += """
            <details><summary>\(words("receipt.proof"))</summary>
            <p>\(words("receipt.proof.text"))
            <p class="code">\(context.entryHash)
            </details>
            """
        return template.page(
            title: words("receipt.page-title", ["number": "\(context.number)"]),
            hasProblems: !worded.isEmpty, offersOtherLanguage: worded.isEmpty, main: main)
    }

    /// The form that the citizen most likely wants now.
    private func wanted(after notice: Notice?) -> Action? {
        switch (notice, context.state) {
        case (.ratedDissatisfied, _): .reopen
        case (nil, .asked): .append
        case (nil, .replied), (nil, .closed): .rate
        default: nil
        }
    }

    private var questions: FormQuestions {
        FormQuestions(
            setting: FormSetting(site: context.site, topics: context.topics, language: context.language))
    }

    private var words: Wording { Assets.pages(context.language) }

    /// Number and query code in large type with the page's own QR code: what a screenshot has to hold.
    private var card: Markup {
        """
        <div class="card">
        <p class="state">\(context.state.words(words))
        <dl>
        <dt>\(words("case.number"))<dd class="code">\(Self.breakable("\(context.number)"))
        <dt>\(words("case.query-code"))<dd class="code">\(Self.breakable("\(context.queryCode)"))
        </dl>
        <svg viewBox="0 0 \(context.qr.size) \(context.qr.size)" role="img" \
        aria-label="\(words("receipt.qr"))"><path d="\(context.qr.data)"/></svg>
        <p><strong>\(words("receipt.keep"))</strong>
        <p>\(words("receipt.secret"))
        </div>

        """
    }

    /// What happens next and by when.
    private var next: Markup {
        var markup: Markup = ""
        if !context.isErased {
            let holder: Markup = "<bdi>\(context.holder)</bdi>"
            let station: Markup = "<bdi>\(context.station)</bdi>"
            markup += "<p>\(words.markup("receipt.holder", ["holder": holder, "station": station]))\n"
        }
        let sentence: String =
            switch context.state {
            case _ where context.isErased: words("receipt.next.erased")
            case .received: words("receipt.next.received")
            case .acknowledged, .handling: words("receipt.next.handling")
            case .asked: words("receipt.next.asked")
            case .replied: words("receipt.next.replied")
            case .closed: words("receipt.next.closed")
            }
        markup += "<p>\(sentence)\n"
        if let due = context.due {
            let date: Markup = "<strong>\(words.date(due))</strong>"
            markup +=
                context.isOverdue
                ? "<p>\(words.markup("receipt.overdue", ["date": date]))\n"
                : "<p>\(words.markup("receipt.due", ["date": date]))\n"
        }
        return markup
    }

    /// A number that may break after its hyphens, so that large type fits a narrow screen.
    private static func breakable(_ number: String) -> Markup {
        var markup: Markup = ""
        for (index, part) in number.split(separator: "-").enumerated() {
            markup += index == 0 ? "\(String(part))" : "-<wbr>\(String(part))"
        }
        return markup
    }
}
