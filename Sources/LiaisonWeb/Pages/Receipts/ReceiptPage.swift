import LiaisonCodes
import LiaisonSystem
import LiaisonWording

/// `GET /r/<number>/<query code>`: the receipt that a citizen keeps, and everything that came of the message.
///
/// What is new comes first: what has just been done, then the newest answer, question or outcome with the form
/// that belongs to it, then number and query code, then the history. Before there is anything new the number
/// leads: it is what has to be kept.
package struct ReceiptPage: Sendable {
    package let context: Context
    private let history: ReceiptHistory

    package init(_ context: Context) {
        self.context = context
        history = ReceiptHistory(entries: context.timeline, page: context.historyPage)
    }

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
        let forms = ReceiptForms(
            nonce: nonce, attempt: attempt, actions: context.actions, draft: draft,
            open: draft?.action ?? wanted(after: notice), writeAgain: context.writeAgain,
            questions: questions, words: words)
        var problems = problems
        if let draft, draft.values.hadPhotos, !problems.isEmpty, forms.takesPhotos {
            problems.append(.field(.photosForgotten))
        }
        var worded = problems.map { forms.worded($0) }
        let leftover = forms.leftover
        if let draft, !leftover.isEmpty, draft.values.hadPhotos || draft.values.keptPhotos > 0 {
            worded.append(PageProblem(field: nil, sentence: words("receipt.problem.photos-again")))
        }
        let first = formsWithNews
        var main = PageProblem.summary(worded, heading: words("form.not-sent"))
        if let notice { main += "<p class=\"box good\" role=\"status\">\(notice.words(words))\n" }
        if notice == .appended { main += writingAgain }
        main += "<h1>\(words("receipt.title"))</h1>\n"
        if news.isEmpty {
            main += card(withState: true)
            main += next
        } else {
            main += "<p class=\"state\">\(state)\n"
            main += news.map { newest($0) }.joined()
            main += forms.markup(first, problems: worded)
            main += next
            main += card(withState: false)
        }
        main += personal
        main += timeline
        main += forms.markup(Action.allCases.filter { !first.contains($0) }, problems: worded)
        main += leftover.isEmpty ? another : leftover
        main += """
            <details><summary>\(words("receipt.proof"))</summary>
            <p>\(words("receipt.proof.text"))
            <p class="code">\(context.entryHash)
            </details>
            """
        return template.page(
            title: words("receipt.page-title", ["number": "\(context.number)"]),
            hasProblems: !worded.isEmpty, offersOtherLanguage: worded.isEmpty,
            query: history.page > 1 ? "page=\(history.page)" : "",
            style: "\n<style>\(Markup(trusted: SiteStyle.receiptCSS))</style>", main: main)
    }

    /// The form that the citizen most likely wants now.
    private func wanted(after notice: Notice?) -> Action? {
        switch (notice, context.state) {
        case (.ratedDissatisfied, _): .reopen
        case (nil, .asked): .append
        case (nil, .replied), (nil, .closed): history.isRated ? nil : .rate
        default: nil
        }
    }

    private var questions: FormQuestions {
        FormQuestions(
            setting: FormSetting(site: context.site, topics: context.topics, language: context.language))
    }

    /// The forms that stand with the newest word from those who handle the matter.
    private var formsWithNews: [Action] {
        guard let first = news.first else { return [] }
        return first.kind == .asked ? [.append] : [.rate, .reopen]
    }

    private var words: Wording { context.language.words }

    private var news: [TimelineEntry] { context.isErased ? [] : history.news }

    private var state: String { context.isErased ? words("state.erased") : context.state.words(words) }

    /// The newest word from those who handle the matter, in full.
    private func newest(_ entry: TimelineEntry) -> Markup {
        "<section class=\"box news\">\n<h2>\(entry.title(words))</h2>\n\(entry.details(words))</section>\n"
    }

    /// Number and query code in large type with the page's own QR code: what a screenshot has to hold.
    private func card(withState showsState: Bool) -> Markup {
        var markup: Markup = "<div class=\"card\">\n"
        if showsState { markup += "<p class=\"state\">\(state)\n" }
        markup += """
            <dl>
            <dt>\(words("case.number"))<dd class="code">\(Self.breakable("\(context.number)"))
            <dt>\(words("case.query-code"))<dd class="code">\(Self.breakable("\(context.queryCode)"))
            </dl>
            <svg viewBox="0 0 \(context.qr.size) \(context.qr.size)" role="img" \
            aria-label="\(words("receipt.qr"))"><path d="\(context.qr.data)"/></svg>

            """
        if !context.isErased {
            markup += "<p class=\"screen\"><strong>\(words("receipt.keep"))</strong>\n"
        }
        if !context.lookUpAddress.isEmpty {
            let address: Markup = "<b class=\"code\">\(context.lookUpAddress)</b>"
            markup += "<p class=\"paper\">\(words.markup("receipt.typed-address", ["address": address]))\n"
        }
        return markup + "<p>\(words("receipt.secret"))\n</div>\n"
    }

    /// What happens next and by when.
    private var next: Markup {
        var markup: Markup = "<h2>\(words("receipt.next"))</h2>\n"
        if !context.isErased, context.state != .closed {
            let holder = words.name(context.holder)
            if let station = context.station {
                let values: KeyValuePairs = ["holder": holder, "station": words.name(station)]
                let key = context.hasHolderLeft ? "receipt.holder.left" : "receipt.holder"
                markup += "<p>\(words.markup(key, values))\n"
            } else {
                markup += "<p>\(words.markup("receipt.holder.station", ["station": holder]))\n"
            }
        }
        if !context.isErased, let (unit, until) = context.assignment {
            markup += "<p>\(words.assignment(unit: unit, until: until))\n"
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

    /// All that is kept of the citizen beside the words, which stand in the history.
    private var personal: Markup {
        let details = context.personal
        if context.isErased || details.isEmpty { return "" }
        var markup: Markup = "<h2>\(words("receipt.personal"))</h2>\n<dl class=\"rows\">\n"
        if let name = details.name {
            markup += "<dt>\(words("receipt.personal.name"))<dd>\(words.name(name))\n"
        }
        if let phone = details.maskedPhone {
            markup += "<dt>\(words("receipt.personal.phone"))<dd>\(phone)\n"
        }
        if let topic = details.topic {
            markup += "<dt>\(words("receipt.personal.topic"))<dd>\(words.name(topic))\n"
        }
        markup += "</dl>\n"
        if details.photos.isEmpty { return markup }
        markup += "<ul class=\"links\">\n"
        for (index, photo) in details.photos.enumerated() {
            let text = words(
                "receipt.personal.photo",
                [
                    "index": "\(index + 1)", "format": photo.format,
                    "size": words.size(ofBytes: photo.byteCount),
                ])
            markup += "<li><a href=\"\(context.path)/photo/\(index + 1)\">\(text)</a>\n"
        }
        return markup + "</ul>\n"
    }

    /// What happened, in parts when it is long.
    private var timeline: Markup {
        var markup: Markup = "<h2>\(words("receipt.timeline"))</h2>\n"
        let page = history.page
        let link = { (page: Int, text: String) -> Markup in
            "<p><a class=\"button second\" href=\"?page=\(page)&amp;lang=\(words.language.rawValue)\">\(text)</a>\n"
        }
        if page < history.pageCount { markup += link(page + 1, words("receipt.timeline.older")) }
        let told = context.isErased ? [] : history.newsIndices
        let items = history.shown.indices.map { index in
            history.entries[index].markup(words, isToldAbove: told.contains(index))
        }
        markup += "<ol class=\"timeline\">\n\(items.joined())</ol>\n"
        if page > 1 { markup += link(page - 1, words("receipt.timeline.newer")) }
        return markup + "<p class=\"hint\">\(words("receipt.beijing-time"))\n"
    }

    /// After an addition: what was another matter goes into a form of its own, words and all. It stays in this
    /// case too, so that nothing is lost if the new form is never sent.
    private var writingAgain: Markup {
        guard let code = context.writeAgain,
            let last = context.timeline.last(where: { $0.kind == .appended }),
            let text = last.text
        else { return "" }
        return """
            <form class="screen" method="post" action="\(context.language.link("/\(code)"))">
            \(Markup.language(words.language))\
            <input type="hidden" name="\(FormPage.draftField)" value="yes">
            <input type="hidden" name="text" value="\(text)">
            <p>\(words("receipt.another.added"))
            <p><button class="second">\(words("receipt.another.move"))</button>
            </form>

            """
    }

    /// The way on to another message.
    private var another: Markup {
        guard let code = context.writeAgain else { return "" }
        return """
            <p class="screen"><a class="button second" \
            href="/\(code)?lang=\(words.language.rawValue)">\(words("receipt.another"))</a>

            """
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
