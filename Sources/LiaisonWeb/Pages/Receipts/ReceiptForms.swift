import LiaisonCodes
import LiaisonWording

/// What the citizen can do on the receipt: add, rate, reopen, erase. Each is a form of its own that is sent
/// to the receipt's own path.
struct ReceiptForms {
    let nonce: String
    let attempt: Int
    let actions: Set<ReceiptPage.Action>
    let draft: ReceiptPage.Draft?
    /// The form that stands open: what was just tried, or what is wanted most in the case's state.
    let open: ReceiptPage.Action?
    /// Asks for what else can be added, beside words.
    let questions: FormQuestions
    /// The code to which another message can be sent.
    let writeAgain: Code?
    let words: Wording

    init(
        nonce: String, attempt: Int, actions: Set<ReceiptPage.Action>, draft: ReceiptPage.Draft?,
        open: ReceiptPage.Action?, writeAgain: Code?, questions: FormQuestions, words: Wording
    ) {
        self.nonce = nonce
        self.attempt = attempt
        self.actions = actions
        self.writeAgain = writeAgain
        self.questions = questions
        self.words = words
        // What was typed into a form that the case has no room for any more can still be added.
        if let draft, draft.hasWords, !actions.contains(draft.action), actions.contains(.append) {
            self.draft = draft.moved(to: .append)
            self.open = .append
        } else {
            self.draft = draft
            self.open = open
        }
    }

    /// Whether photos can be added.
    var takesPhotos: Bool { actions.contains(.append) }

    /// Those of the forms that the case allows.
    func markup(_ wanted: [ReceiptPage.Action], problems: [PageProblem]) -> Markup {
        var markup: Markup = ""
        for action in wanted where actions.contains(action) {
            switch action {
            case .append:
                let fields = text(action, label: words("receipt.append.label"), problems) + further(problems)
                markup += form(action, words("receipt.append"), fields, words("receipt.append.send"))
            case .rate:
                let fields = ratings(problems) + text(action, label: words("receipt.rate.label"), problems)
                markup += form(action, words("receipt.rate"), fields, words("receipt.rate.send"))
            case .reopen:
                let field = text(action, label: words("receipt.reopen.label"), problems)
                markup += form(action, words("receipt.reopen"), field, words("receipt.reopen.send"))
            case .erase:
                markup += form(
                    action, words("receipt.erase"), confirmation(problems), words("receipt.erase.send"))
            }
        }
        return markup
    }

    /// What was typed for a case that takes nothing any more, in a form that sends it as a message of its own.
    var leftover: Markup {
        guard let draft, draft.hasWords, !actions.contains(draft.action) else { return "" }
        let box: Markup = """
            <p><label for="leftover">\(words("receipt.leftover"))</label>
            <textarea id="leftover" name="text" rows="5">
            \(draft.text)</textarea>

            """
        guard let writeAgain else { return box }
        let others = [
            ("name", draft.values.name), ("phone", draft.values.phone), ("topic", draft.values.topic),
        ]
        let kept: Markup = others.filter { !$0.1.isEmpty }.map { name, value -> Markup in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        }.joined()
        return """
            <form method="post" action="\(questions.setting.language.link("/\(writeAgain)"))">
            \(Markup.language(words.language))\
            <input type="hidden" name="\(FormPage.draftField)" value="yes">
            \(kept)\(box)<p><button>\(words("receipt.another"))</button>
            </form>

            """
    }

    /// A problem in words, beside the field of its form.
    func worded(_ problem: ReceiptPage.Problem) -> PageProblem {
        switch problem {
        case .textMissing(let action):
            PageProblem(field: id(action), sentence: words("receipt.problem.text-missing"))
        case .textTooLong(let action, let count, let limit):
            PageProblem(
                field: id(action),
                sentence: words(
                    "form.problem.text-too-long",
                    ["count": "\(count)", "limit": "\(limit)", "excess": "\(count - limit)"]))
        case .ratingMissing:
            PageProblem(field: "rating", sentence: words("receipt.problem.rating-missing"))
        case .solvedMissing:
            PageProblem(field: "solved", sentence: words("receipt.problem.solved-missing"))
        case .confirmationMissing:
            PageProblem(field: "confirm", sentence: words("receipt.problem.confirmation-missing"))
        case .notPossible: PageProblem(field: nil, sentence: words("receipt.problem.not-possible"))
        case .notPossibleButKept:
            PageProblem(field: nil, sentence: words("receipt.problem.not-possible-kept"))
        case .erasedMeanwhile: PageProblem(field: nil, sentence: words("receipt.problem.erased"))
        case .additionsFull(let limit):
            PageProblem(
                field: nil, sentence: words("receipt.problem.additions-full", ["limit": "\(limit)"]))
        case .wordsFull: PageProblem(field: nil, sentence: words("receipt.problem.words-full"))
        case .field(let problem): problem.worded(words)
        case .formExpired: PageProblem(field: nil, sentence: words("receipt.problem.expired"))
        case .tooManyRequests(let seconds):
            PageProblem(
                field: nil,
                sentence: words("form.problem.too-many", ["time": words.duration(seconds: seconds)]))
        case .serviceUnavailable: PageProblem(field: nil, sentence: words("form.problem.unavailable"))
        }
    }

    private func id(_ action: ReceiptPage.Action) -> String { "text-\(action.rawValue)" }

    /// One form, folded unless it is the one to fill in now.
    private func form(
        _ action: ReceiptPage.Action, _ title: String, _ fields: Markup, _ send: String
    ) -> Markup {
        """
        <details\(action == open ? " open" : "")><summary>\(title)</summary>
        <form method="post" action="\(address)"\(encoding(action))>
        \(Markup.language(words.language))\
        <input type="hidden" name="kind" value="\(action.rawValue)">
        <input type="hidden" name="nonce" value="\(nonce)">
        \(fields)<p><button>\(send)</button>
        </form>
        </details>

        """
    }

    /// Where the forms are sent: to the receipt itself.
    private var address: String {
        questions.setting.language.link("?\(FormPage.attemptField)=\(attempt)")
    }

    /// Photos need another encoding; the rest is shorter without.
    private func encoding(_ action: ReceiptPage.Action) -> Markup {
        action == .append ? " enctype=\"multipart/form-data\"" : ""
    }

    /// A name, a number, a topic, photos: folded away until somebody wants to add them, or has typed something there.
    private func further(_ problems: [PageProblem]) -> Markup {
        var values = FormValues()
        if let draft, draft.action == .append { values = draft.values }
        var typed = values
        typed.text = ""
        let isOpen = typed != FormValues()
        return """
            <details\(isOpen ? " open" : "")><summary>\(words("receipt.append.further"))</summary>
            \(questions.person(values, problems))\(questions.topic(values.topic, problems))\
            \(questions.photo(problems, kept: values.keptPhotos))</details>

            """
    }

    private func text(
        _ action: ReceiptPage.Action, label: String, _ problems: [PageProblem]
    ) -> Markup {
        let field = FormField(
            id: id(action), name: "text", label: "\(label)", problems: problems)
        let value = draft?.action == action ? draft?.text ?? "" : ""
        return field.markup { "<textarea \($0) rows=\"5\">\n\(value)</textarea>" }
    }

    /// What an erasure means, and the box to tick: it can't be undone, and a button is soon touched.
    private func confirmation(_ problems: [PageProblem]) -> Markup {
        let own = problems.filter { $0.field == "confirm" }
        let described: Markup = own.isEmpty ? "" : " aria-describedby=\"confirm-problem\""
        var markup: Markup = "<p>\(words("receipt.erase.text"))\n"
        for problem in own { markup += "<p class=\"problem\" id=\"confirm-problem\">\(problem.sentence)\n" }
        return markup + """
            <input type="hidden" name="asks" value="confirm">
            <p><label class="choice"><input type="checkbox" id="confirm" name="confirm" value="yes"\
            \(described)> \(words("receipt.erase.confirm"))</label>

            """
    }

    /// The two questions about how it was handled: whether the matter is solved, and what the citizen thinks of it.
    private func ratings(_ problems: [PageProblem]) -> Markup {
        choices(
            "solved", words("receipt.rate.solved"), Solved.allCases, chosen: draft?.solved, problems)
            + choices(
                "rating", words("receipt.rate.legend"), Rating.allCases, chosen: draft?.rating, problems)
    }

    /// One question with its answers, each a target for a thumb.
    private func choices<Term: CaseTerm>(
        _ name: String, _ question: String, _ terms: [Term], chosen: Term?, _ problems: [PageProblem]
    ) -> Markup {
        let own = problems.filter { $0.field == name }
        let described: Markup = own.isEmpty ? "" : " aria-describedby=\"\(name)-problem\""
        var markup: Markup = """
            <fieldset id="\(name)" tabindex="-1"\(described)><legend>\(question)</legend>

            """
        for problem in own {
            markup += "<p class=\"problem\" id=\"\(name)-problem\">\(problem.sentence)\n"
        }
        for term in terms {
            markup += """
                <label class="choice"><input type="radio" name="\(name)" value="\(term.rawValue)"\
                \(chosen == term ? " checked" : "")> \(term.name(words.language))</label>

                """
        }
        return markup + "</fieldset>\n"
    }
}
