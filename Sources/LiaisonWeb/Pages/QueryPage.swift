import LiaisonWording

/// `GET /q`: number and query code by hand, for who has lost the receipt's page.
package struct QueryPage: Sendable {
    package let site: SiteIdentity
    package let language: Language

    /// Why a look-up led nowhere.
    package enum Problem: Sendable, Equatable {
        case numberMissing
        case queryCodeMissing
        /// Wrong, mistyped and absent are one: the page never tells which.
        case notFound
        /// Seconds until another try is welcome.
        case tooManyRequests(retryAfter: Int)
    }

    package init(site: SiteIdentity, language: Language) { (self.site, self.language) = (site, language) }

    /// The page. Its fields are `number` and `query`; they are sent by GET to `/q`.
    ///
    /// - Parameters:
    ///   - number: What was typed as the case number.
    ///   - queryCode: What was typed as the query code.
    ///   - problems: Why that led nowhere.
    /// - Returns: The page as UTF-8.
    package func render(number: String = "", queryCode: String = "", problems: [Problem] = []) -> [UInt8] {
        let template = PageTemplate(site: site, language: language)
        let words = template.words
        let worded = problems.map { self.worded($0, words) }
        let numberField = FormField(
            id: "number", label: words.markup("case.number"), hint: words.markup("query.number.hint"),
            problems: worded)
        let codeField = FormField(
            id: "query", label: words.markup("case.query-code"), hint: words.markup("query.code.hint"),
            problems: worded)
        let input: (Markup, String) -> Markup = { attributes, value in
            """
            <input \(attributes) class="code" value="\(value)" autocomplete="off" \
            autocapitalize="characters" spellcheck="false">
            """
        }
        let main: Markup = """
            \(PageProblem.summary(worded, heading: words("page.problem")))<h1>\(words("query.title"))</h1>
            <p>\(words("query.text"))
            <form action="/q">
            \(Markup.language(language))\(numberField.markup { input($0, number) })\
            \(codeField.markup { input($0, queryCode) })<p><button>\(words("query.open"))</button>
            </form>
            <p>\(words("query.lost"))
            """
        return template.page(
            title: words("query.title"), hasProblems: !worded.isEmpty, offersOtherLanguage: worded.isEmpty,
            main: main)
    }

    private func worded(_ problem: Problem, _ words: Wording) -> PageProblem {
        switch problem {
        case .numberMissing: PageProblem(field: "number", sentence: words("query.problem.number"))
        case .queryCodeMissing: PageProblem(field: "query", sentence: words("query.problem.code"))
        case .notFound: PageProblem(field: "number", sentence: words("query.problem.not-found"))
        case .tooManyRequests(let seconds):
            PageProblem(
                field: nil,
                sentence: words("query.problem.too-many", ["time": words.duration(seconds: seconds)]))
        }
    }
}
