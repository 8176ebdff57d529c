import LiaisonCodes
import LiaisonDesk
import LiaisonWording

/// `GET /q`: number and query code by hand, for who has lost the receipt's page.
package struct QueryPage: Sendable {
    package let site: SiteIdentity
    package let language: PageLanguage

    /// Why a look-up led nowhere.
    package enum Problem: Sendable, Equatable {
        case numberMissing
        case queryCodeMissing
        /// No number reads like that, whoever's it is.
        case number(CodeError)
        /// No query code reads like that.
        case queryCode(CodeError)
        /// Wrong, mistyped and absent are one: the page never tells which. It may be a paper form that nobody has
        /// entered yet; then the station of the number can be asked.
        case notFound(StationContact?)
        /// Seconds until another try is welcome.
        case tooManyRequests(retryAfter: Int)
    }

    /// Whom to ask.
    package struct StationContact: Sendable, Equatable {
        package let name: String
        package let phone: String?

        package init(name: String, phone: String?) { (self.name, self.phone) = (name, phone) }
    }

    package init(site: SiteIdentity, language: PageLanguage) { (self.site, self.language) = (site, language) }

    /// The page. Its fields are `number` and `query`; they are sent by GET to `/q`.
    ///
    /// - Parameters:
    ///   - number: What was typed as the case number.
    ///   - queryCode: What was typed as the query code.
    ///   - problems: Why that led nowhere.
    ///   - typed: What was sent to a receipt that isn't there, to copy it from here.
    /// - Returns: The page as UTF-8.
    package func render(
        number: String = "", queryCode: String = "", problems: [Problem] = [], typed: String = ""
    ) -> [UInt8] {
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
            \(problems.map { paper($0, words) }.joined())<p>\(words("query.text"))
            <form action="/q">
            \(Markup.language(language.language))\(numberField.markup { input($0, number) })\
            \(codeField.markup { input($0, queryCode) })<p><button>\(words("query.open"))</button>
            </form>
            \(template.kept(typed))<p>\(words("query.lost"))
            """
        return template.page(
            title: words("query.title"), hasProblems: !worded.isEmpty, offersOtherLanguage: worded.isEmpty,
            main: main)
    }

    /// What to do with the slip of a paper form that can't be found yet.
    private func paper(_ problem: Problem, _ words: Wording) -> Markup {
        guard case .notFound(let station) = problem else { return "" }
        var markup: Markup = "<div class=\"box\">\n<p>\(words("query.paper"))\n"
        if let station, let phone = station.phone {
            let values: KeyValuePairs = [
                "station": words.name(station.name), "phone": FormPage.phoneLink(phone),
            ]
            markup += "<p>\(words.markup("query.paper.phone", values))\n"
        } else if let station {
            markup += "<p>\(words.markup("query.paper.station", ["station": words.name(station.name)]))\n"
        }
        return markup + "</div>\n"
    }

    private func worded(_ problem: Problem, _ words: Wording) -> PageProblem {
        switch problem {
        case .numberMissing: PageProblem(field: "number", sentence: words("query.problem.number"))
        case .queryCodeMissing: PageProblem(field: "query", sentence: words("query.problem.code"))
        case .number(.wrongCheck):
            PageProblem(field: "number", sentence: words("query.problem.number-wrong"))
        case .number(.wrongLength):
            PageProblem(field: "number", sentence: words("query.problem.number-incomplete"))
        case .number(.badCharacter(let character)):
            PageProblem(
                field: "number",
                sentence: words("query.problem.number-character", ["character": character]))
        case .queryCode(.wrongLength(let found, let expected)):
            PageProblem(
                field: "query",
                sentence: words(
                    "query.problem.code-length", ["found": "\(found)", "expected": "\(expected)"]))
        case .queryCode(.badCharacter(let character)):
            PageProblem(
                field: "query", sentence: words("query.problem.code-character", ["character": character]))
        // A query code has no check symbol.
        case .queryCode(.wrongCheck), .notFound:
            PageProblem(field: "number", sentence: words("query.problem.not-found"))
        case .tooManyRequests(let seconds):
            PageProblem(
                field: nil,
                sentence: words("query.problem.too-many", ["time": words.duration(seconds: seconds)]))
        }
    }
}
