import LiaisonCodes
import LiaisonDesk
import LiaisonWording

/// The pages around signing in to the desk: the door, the slip, the PIN.
struct SignInPages {
    let template: DeskTemplate

    private var words: Wording { template.words }

    // MARK: The door

    /// How to sign in: by a slip, or by a token.
    ///
    /// - Parameters:
    ///   - path: Where somebody wanted to go.
    ///   - kept: What was typed there.
    ///   - closure: Why what was signed in with opens nothing any more.
    ///   - problems: Why signing in didn't work.
    ///   - notice: What has just been done.
    ///   - isAsked: Whether somebody wanted to go further than the door.
    /// - Returns: The page as UTF-8.
    func signIn(
        path: String, kept: KeptFields, closure: TokenClosure?, _ problems: [PageProblem], notice: Markup,
        isAsked: Bool
    ) -> [UInt8] {
        var main: Markup = "<h1>\(words("desk.sign-in"))</h1>\n"
        if let closure {
            main += "<p>\(closure.deskSentence(words))\n"
        } else if isAsked {
            main += "<p>\(words("desk.sign-in.asked"))\n"
        }
        main += """
            <h2>\(words("desk.sign-in.slip"))</h2>
            <p>\(words("desk.sign-in.slip.text"))
            <p><a class="button" href="\(template.link("/desk/in"))">\(words("desk.sign-in.slip.type"))</a>
            <h2>\(words("desk.sign-in.token"))</h2>
            <p>\(words("desk.sign-in.token.text"))

            """
        let field = FormField(id: "token", label: words.markup("desk.token"), problems: problems)
        main += """
            <form method="post" action="\(template.link(path))">
            \(Markup.language(template.language))\(kept.isEmpty ? Self.going : kept.hidden)\
            \(field.markup { "<input \($0) class=\"code\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\">" })\
            <p><button class="second">\(words("desk.sign-in.enter"))</button>
            </form>
            \(again(kept, path: path, token: nil))
            """
        return template.page(
            title: words("desk.sign-in"), problems: problems, notice: notice,
            offersOtherLanguage: kept.isEmpty, main: main)
    }

    private static let going: Markup = "<input type=\"hidden\" name=\"go\" value=\"get\">\n"

    /// What was typed, and the button that sends it once more: for whoever signs in meanwhile, elsewhere in the browser.
    private func again(_ kept: KeptFields, path: String, token: String?) -> Markup {
        if kept.isEmpty { return "" }
        let csrf: Markup = token.map { "<input type=\"hidden\" name=\"csrf\" value=\"\($0)\">\n" } ?? ""
        return """
            <h2>\(words("desk.kept"))</h2>
            <p>\(words(token == nil ? "desk.kept.text" : "desk.kept.retry"))
            \(typed(kept.words))<form method="post" action="\(path)">
            \(Markup.language(template.language))\(csrf)\(kept.hidden)\
            <p><button>\(words("desk.kept.go-on"))</button>
            </form>

            """
    }

    private func typed(_ text: String) -> Markup {
        PageTemplate(site: template.site, language: PageLanguage(template.language)).kept(text)
    }

    // MARK: Slips

    /// Where a slip's code is typed that can't be scanned.
    func slipEntry(typed: String, _ problems: [PageProblem]) -> [UInt8] {
        let field = FormField(
            id: "code", label: words.markup("desk.slip.code"), hint: words.markup("desk.slip.code.hint"),
            problems: problems)
        let main: Markup = """
            <h1>\(words("desk.slip.enter"))</h1>
            <form method="post" action="\(template.link("/desk/in"))">
            \(Markup.language(template.language))\(field.markup {
                """
                <input \($0) class="code" value="\(typed)" autocomplete="off" autocapitalize="characters" \
                spellcheck="false">
                """
            })<p><button>\(words("desk.next"))</button>
            </form>

            """
        return template.page(title: words("desk.slip.enter"), problems: problems, main: main)
    }

    /// Whose slip it is; and the question for a PIN.
    ///
    /// - Parameters:
    ///   - code: The slip's.
    ///   - name: Whose it is.
    ///   - nonce: By which a form that is sent twice is known as the same.
    ///   - other: Who else is signed in with this browser, and will be signed out.
    ///   - problems: Why the PIN wasn't taken.
    /// - Returns: The page as UTF-8.
    func slip(
        _ code: SlipCode, name: String, nonce: String, signedIn other: String?, _ problems: [PageProblem]
    ) -> [UInt8] {
        let title = words("desk.slip.title")
        let main: Markup = """
            <h1>\(title)</h1>
            <p class="state">\(words.name(name))
            <p>\(words("desk.slip.whose"))
            \(other.map { signedIn($0) } ?? "")\
            \(slipForm(code, nonce: nonce, label: "desk.pin.choose", problems))<p class="hint">\(words("desk.slip.not-you"))

            """
        return template.page(title: title, problems: problems, main: main)
    }

    private func slipForm(
        _ code: SlipCode, nonce: String, label: String, _ problems: [PageProblem]
    ) -> Markup {
        let hint = words.sentence("\(label).hint").map { "\($0)" as Markup } ?? ""
        let field = FormField(id: "pin", label: words.markup(label), hint: hint, problems: problems)
        return """
            <form method="post" action="\(template.link("/desk/in"))">
            \(Markup.language(template.language))<input type="hidden" name="code" value="\(code.text)">
            <input type="hidden" name="nonce" value="\(nonce)">
            \(field.markup {
                "<input \($0) class=\"code\" inputmode=\"numeric\" autocomplete=\"off\" maxlength=\"12\">"
            })<p><button>\(words("desk.slip.use"))</button>
            </form>

            """
    }

    private func signedIn(_ name: String) -> Markup {
        "<p class=\"box bad\">\(words.markup("desk.slip.signed-in", ["name": words.name(name)]))\n"
    }

    /// The slip has been used: by its holder, or by somebody else.
    func slipUsed(name: String?) -> [UInt8] {
        var text: Markup = "<p>\(words("desk.slip.used"))\n"
        if let name { text += "<p class=\"state\">\(words.name(name))\n" }
        return gone(text)
    }

    func slipGone(_ sentence: String) -> [UInt8] { gone("<p>\(sentence)\n") }

    private func gone(_ text: Markup) -> [UInt8] {
        let main: Markup = """
            <h1>\(words("desk.slip.gone"))</h1>
            \(text)<p>\(words("desk.slip.new"))
            <p><a class="button second" href="\(template.link("/desk"))">\(words("desk.slip.desk"))</a>

            """
        return template.page(title: words("desk.slip.gone"), main: main)
    }

    // MARK: Who is there

    /// Why somebody who is signed in has to prove to be the one.
    enum ProofReason {
        /// The phone lay about.
        case idle
        /// What is to be done can't be taken back.
        case weighty
        /// It can be, and is nobody else's to do all the same.
        case important
    }

    /// Asks for the PIN, or for the token where one was pasted; what was sent goes on with it.
    ///
    /// - Parameters:
    ///   - reason: Why.
    ///   - name: Who is signed in.
    ///   - hasPIN: Whether it is a PIN that proves it.
    ///   - path: Where it is sent.
    ///   - csrf: The session's token for forms.
    ///   - kept: What was sent.
    ///   - problems: Why the one before wasn't taken.
    /// - Returns: The page as UTF-8.
    func proof(
        _ reason: ProofReason, name: String, hasPIN: Bool, path: String, csrf: String, kept: KeptFields,
        _ problems: [PageProblem]
    ) -> [UInt8] {
        let title = words(hasPIN ? "desk.proof.pin" : "desk.proof.token")
        let field = FormField(
            id: hasPIN ? "pin" : "token", label: words.markup(hasPIN ? "desk.pin" : "desk.token"),
            problems: problems)
        let input: Markup =
            hasPIN
            ? "type=\"password\" inputmode=\"numeric\" autocomplete=\"current-password\" maxlength=\"12\""
            : "class=\"code\" autocomplete=\"off\" autocapitalize=\"off\" spellcheck=\"false\""
        let sentence =
            switch reason {
            case .idle: words("desk.proof.idle")
            case .weighty: words("desk.proof.weighty")
            case .important: words("desk.proof.important")
            }
        var main: Markup = """
            <h1>\(title)</h1>
            <p class="state">\(words.name(name))
            <p>\(sentence)

            """
        if !kept.words.isEmpty { main += "<p>\(words("desk.proof.kept"))\n" }
        main += """
            <form method="post" action="\(path)">
            \(Markup.language(template.language))<input type="hidden" name="csrf" value="\(csrf)">
            \(kept.isEmpty ? Self.going : kept.hidden)\(field.markup { "<input \($0) \(input)>" })\
            <p><button>\(words("desk.next"))</button>
            </form>
            \(hasPIN ? "<p class=\"hint\">\(words("desk.proof.forgotten"))\n" as Markup : "")\
            <p>\(words("desk.proof.other"))
            <p><a class="button second" href="\(template.link("/desk/in"))">\(words("desk.slip.enter"))</a>
            <p><a class="button second" href="\(template.link("/desk/out"))">\(words("desk.out"))</a>
            \(kept.isEmpty ? "" : typed(kept.words))
            """
        return template.page(title: title, problems: problems, offersOtherLanguage: false, main: main)
    }

    // MARK: What went wrong

    /// A foreign page has sent something.
    func foreign(typed text: String) -> [UInt8] {
        let main: Markup = """
            <h1>\(words("desk.foreign"))</h1>
            <p>\(words("desk.foreign.text"))
            \(typed(text))<p><a class="button" href="\(template.link("/desk"))">\(words("desk.slip.desk"))</a>

            """
        return template.page(title: words("desk.foreign"), offersOtherLanguage: false, main: main)
    }

    /// The store can't be read now.
    func unavailable(_ kept: KeptFields, path: String, token: String?) -> [UInt8] {
        let main: Markup = """
            <h1>\(words("problem.unavailable.title"))</h1>
            <p>\(words("desk.unavailable"))
            \(again(kept, path: path, token: token ?? ""))
            """
        return template.page(
            title: words("problem.unavailable.title"), offersOtherLanguage: false, main: main)
    }

    /// The store can't be read now, or took too long: the slip's form as it was, to be sent once more.
    ///
    /// - Parameters:
    ///   - code: The slip's.
    ///   - nonce: The form's, by which it is known to be the same.
    /// - Returns: The page as UTF-8.
    func slipUnavailable(_ code: SlipCode, nonce: String) -> [UInt8] {
        let title = words("problem.unavailable.title")
        let main: Markup = """
            <h1>\(title)</h1>
            <p>\(words("desk.slip.unavailable"))
            \(slipForm(code, nonce: nonce, label: "desk.pin", []))
            """
        return template.page(title: title, offersOtherLanguage: false, main: main)
    }

    /// There is no such page, or it isn't the visitor's to see.
    func notFound(typed text: String) -> [UInt8] {
        let main: Markup = """
            <h1>\(words("desk.not-found"))</h1>
            <p>\(words("desk.not-found.text"))
            \(typed(text))<p><a class="button" href="\(template.link("/desk"))">\(words("desk.slip.desk"))</a>

            """
        return template.page(title: words("desk.not-found"), main: main)
    }
}
