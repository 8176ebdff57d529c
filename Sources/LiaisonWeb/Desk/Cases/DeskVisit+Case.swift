import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension DeskVisit {
    /// `GET /desk/cases/<number>`, and the page after a POST that wasn't taken, with all that was typed.
    ///
    /// - Parameters:
    ///   - number: The case.
    ///   - problems: Why it wasn't taken.
    ///   - typed: What stands in the forms; what was sent, unless given.
    ///   - isSpent: Whether the form's nonce has done something else before.
    ///   - status: The answer's status.
    /// - Returns: The page.
    /// - Throws: What kept the store from being read.
    func casePage(
        _ number: CaseNumber, problems: [PageProblem] = [], typed: LiaisonHTTP.FormFields? = nil,
        isSpent: Bool = false, status: Status = .ok
    ) throws(SiteError) -> Response {
        let found = try SiteError.reading { () throws(SystemError) in try view.caseFile(number) }
        guard let file = found else { return try offer(number, problems, status) ?? arrival.notFound }
        let forms = view.sees(file.case) ? try forms(for: file, typed ?? fields, problems, isSpent) : nil
        // Its nonce is spent, and there is no button to press once more.
        let problems = isSpent && !hasForm(forms) ? sentences([.doneAndOver]) : problems
        let historyPage = request.queryValue("page").flatMap { UInt16($0) }.map(Int.init) ?? 1
        let detail = view.detail(file)
        let page = CasePage(
            visit: self, detail: detail, entries: entries(of: file.case), historyPage: historyPage
        )
        .render(forms, problems: problems, notice: done(detail.summary))
        return .page(status, page, route: "/desk/cases/:number")
    }

    /// What stands in the registers of a case. Registers that can't be read keep no case from being shown.
    private func entries(of value: Case) -> (found: [JSON], areAll: Bool) {
        do throws(CaseActionError) { return try recordDesk.entries(of: value) } catch { return ([], false) }
    }

    /// Whether the act that was sent has a form on the page.
    private func hasForm(_ forms: CaseForms?) -> Bool {
        forms?.acts.contains { $0 == CaseAct(sentIn: fields) } ?? false
    }

    private func forms(
        for file: CaseFile, _ typed: LiaisonHTTP.FormFields, _ problems: [PageProblem], _ isSpent: Bool
    ) throws(SiteError) -> CaseForms {
        let today = BeijingTime(now).date
        let acts = CaseAct.allCases.filter { $0.fits(file.case, view, on: today) }
        let roster = view.snapshot.roster
        let colleagues = roster.deputies(of: file.case.station).filter {
            $0.status == .active && roster.isActive($0.code)
        }
        return CaseForms(
            visit: self, number: file.case.number, acts: acts,
            nonce: nonce(for: file.case.number, isSpent: isSpent),
            draft: typed, problems: problems, deputies: isStaff ? colleagues : [],
            colleagues: colleagues.filter { $0.code != file.case.to },
            templates: acts.contains(.replied) ? try site.templates.value() : [])
    }

    /// The nonce of the forms: the one that was sent, as long as it is good for another try.
    private func nonce(for number: CaseNumber, isSpent: Bool = false) -> String {
        if !isSpent, let sent = fields["nonce"], site.nonces.check(sent, for: Self.subject(number)) != nil {
            return sent
        }
        return site.nonces.issue(for: Self.subject(number), at: now).text
    }

    private static func subject(_ number: CaseNumber) -> String { "desk \(number)" }

    /// What has just been done, for the page that the browser was sent on to.
    private func done(_ summary: CaseSummary) -> Markup {
        guard request.method == .get, let word = request.queryValue("done"), let act = CaseAct(rawValue: word)
        else { return "" }
        if act == .claimed, isStaff {
            return "<p>\(words("desk.done.claimed.hand", ["name": summary.toName ?? ""]))"
        }
        return "<p>\(words("desk.done.\(act.rawValue)"))"
    }

    /// A case that a deputy may claim: as much as it takes to choose, and the button.
    ///
    /// What was typed by somebody else on the same machine stays on it.
    private func offer(
        _ number: CaseNumber, _ problems: [PageProblem], _ status: Status
    ) throws(SiteError) -> Response? {
        guard let item = try SiteError.reading({ () throws(SystemError) in try view.offer(number) }) else {
            return nil
        }
        let path = template.link("/desk/cases/\(number)")
        let main: Markup = """
            <h1>\(words("desk.offer.title"))</h1>
            <p>\(words("desk.offer.text"))
            \(CaseRows(template: template).markup([item]))\
            <form method="post" action="\(path)">
            \(formOpening)<input type="hidden" name="kind" value="claimed">
            <input type="hidden" name="nonce" value="\(nonce(for: number))">
            <p><button>\(words("desk.act.claimed.send"))</button>
            </form>

            """
        let title = words("desk.case.page-title", ["number": "\(number)"])
        return .page(
            status,
            template.page(
                title: title, problems: problems, place: .cases, main: main),
            route: "/desk/cases/:number")
    }

    // MARK: Acting

    /// `POST /desk/cases/<number>`: an act, its preview, or more words for the answer box.
    func act(on number: CaseNumber) throws(SiteError) -> Response {
        if fields["edit"] != nil { return try casePage(number) }
        if let index = fields["template"].flatMap({ Int($0) }) { return try add(template: index, number) }
        let action: StaffAction
        do throws(CaseActionError) { action = try CaseAct.action(fields) } catch {
            return try refused(error, number)
        }
        if fields["preview"] != nil {
            guard case .erase = action.verb else { return try preview(action, number) }
            let found = try SiteError.reading { () throws(SystemError) in try view.caseFile(number) }
            if found == nil { return arrival.notFound }
            return confirmation(
                of: "\(number)", words("desk.act.erased.text"), to: "/desk/cases/\(number)", place: .cases)
        }
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.subject(number)) != nil else {
            return try casePage(
                number, problems: sentences([.stale]), status: .unprocessableContent)
        }
        if let act = CaseAct(rawValue: action.verb.kind.rawValue), act.isWeighty, !isFresh {
            return proofPage(reasonToProve, [])
        }
        do throws(CaseActionError) {
            _ = try CaseDesk(view, of: site).perform(action, on: number, key: nonce)
        } catch {
            return try refused(error, number)
        }
        let done = CaseAct(sentIn: fields)?.rawValue ?? action.verb.kind.rawValue
        return .seeOther(
            template.link("/desk/cases/\(number)?done=\(done)"),
            route: "/desk/cases/:number")
    }

    /// Why an act wasn't done, on the page that it was sent from.
    private func refused(_ error: CaseActionError, _ number: CaseNumber) throws(SiteError) -> Response {
        switch error {
        case .absent: return arrival.notFound
        case .unavailable, .spaceShort: return arrival.unavailable
        case .keyReused:
            return try casePage(number, problems: sentences([.doneBefore]), isSpent: true, status: .conflict)
        case .refused(.claimed):
            if let answer = try lostClaim(error, number) { return answer }
        default: break
        }
        var field: String?
        if case .invalid(let member) = error { field = CaseForms.field(of: member, CaseAct(sentIn: fields)) }
        let sentence = field.flatMap { words.sentence("desk.invalid.\($0)") } ?? sentence(of: error)
        let problem = PageProblem(field: field, sentence: sentence)
        return try casePage(number, problems: [problem], status: error.status)
    }

    /// Who was faster, for a deputy of the station to whom the matter was offered and is no more.
    private func lostClaim(_ error: CaseActionError, _ number: CaseNumber) throws(SiteError) -> Response? {
        let isShown = try SiteError.reading { () throws(SystemError) in
            if try view.caseFile(number) != nil { return true }
            return try view.offer(number) != nil
        }
        if isShown { return nil }
        let list = template.link("/desk/cases?shelf=claimable")
        let main: Markup = """
            <h1>\(words("desk.offer.title"))</h1>
            <p class="code">\("\(number)")
            <p><a class="button second" href="\(list)">\(words("desk.today.claimable"))</a>

            """
        let problem = PageProblem(field: nil, sentence: sentence(of: error))
        return .page(
            error.status,
            template.page(
                title: words("desk.offer.title"), problems: [problem], place: .cases, main: main),
            route: "/desk/cases/:number")
    }

    /// Why something wasn't done, in the words of a form rather than of a program.
    func sentence(of error: CaseActionError) -> String {
        if case .invalid(let member) = error, let sentence = words.sentence("desk.invalid.\(member)") {
            return sentence
        }
        var (title, detail) = error.sentences(view)
        // Who sits at the desk has buttons, not commands.
        switch error {
        case .refused(.closed): detail = words("desk.refused.closed")
        case .refused(.claimed(let code)):
            detail = words("desk.refused.claimed", ["name": view.names.name(of: code)])
        default: break
        }
        return words("desk.problem.refused", ["title": title, "detail": detail])
    }

    /// Puts a template's words behind what is typed.
    private func add(template index: Int, _ number: CaseNumber) throws(SiteError) -> Response {
        let templates = try site.templates.value()
        guard templates.indices.contains(index) else { return try casePage(number) }
        let text = fields["text"] ?? ""
        let words =
            text.allSatisfy(\.isWhitespace) ? templates[index].text : "\(text)\n\(templates[index].text)"
        return try casePage(number, typed: fields.replacing("text", with: words))
    }

    /// The answer as it will go out, to be looked at once.
    private func preview(_ action: StaffAction, _ number: CaseNumber) throws(SiteError) -> Response {
        let text = action.text ?? ""
        let file = try SiteError.reading { () throws(SystemError) in try view.caseFile(number) }
        guard let file else { return arrival.notFound }
        guard view.sees(file.case) else { return try refused(.handedOver(to: file.case.to), number) }
        if let refusal = file.case.refusal(of: .replied) { return try refused(.refused(refusal), number) }
        guard !text.allSatisfy(\.isWhitespace), text.unicodeScalars.count <= StaffAction.textLimit else {
            return try refused(.invalid(member: "text"), number)
        }
        var hidden: Markup = formOpening
        for name in ["kind", "text", "for", "nonce"] {
            hidden += "<input type=\"hidden\" name=\"\(name)\" value=\"\(fields[name] ?? "")\">\n"
        }
        let path = template.link("/desk/cases/\(number)")
        let by: Markup =
            action.onBehalfOf.map { typed in
                let name = (try? Code(parsing: typed)).map { view.names.name(of: $0) } ?? typed
                return "<p class=\"hint\">\(words("desk.preview.for", ["name": name]))\n"
            } ?? ""
        let main: Markup = """
            <h1>\(words("desk.preview"))</h1>
            <p>\(words("desk.preview.text"))
            <blockquote dir="auto"\(words.mark(of: text))>\(text)</blockquote>
            \(by)<form method="post" action="\(path)">
            \(hidden)<p><button>\(words("desk.preview.send"))</button>
            <p><button class="second" name="edit" value="yes">\(words("desk.preview.edit"))</button>
            </form>

            """
        return .page(
            .ok,
            template.page(
                title: words("desk.preview"), place: .cases, offersOtherLanguage: false, main: main),
            route: "/desk/cases/:number")
    }

    /// What an erasure takes out, to be looked at once: nobody can bring it back.
    ///
    /// - Parameters:
    ///   - number: Of what.
    ///   - text: What goes, and what stays.
    ///   - path: Where the act is sent to.
    ///   - place: The room.
    /// - Returns: The page.
    func confirmation(of number: String, _ text: String, to path: String, place: DeskTemplate.Place)
        -> Response
    {
        let title = words("desk.erasure", ["number": number])
        var hidden: Markup = formOpening
        for name in ["kind", "reason", "nonce"] {
            hidden += "<input type=\"hidden\" name=\"\(name)\" value=\"\(fields[name] ?? "")\">\n"
        }
        let reason = fields["reason"] ?? ""
        let given: Markup =
            reason.allSatisfy(\.isWhitespace)
            ? "" : "<p>\(words("desk.field.reason"))\n<blockquote dir=\"auto\">\(reason)</blockquote>\n"
        let target = template.link(path)
        let main: Markup = """
            <h1>\(title)</h1>
            <p>\(text)
            \(given)<form method="post" action="\(target)">
            \(hidden)<p><button>\(words("desk.erasure.send"))</button>
            </form>
            <p><a class="button second" href="\(target)">\(words("desk.erasure.back"))</a>

            """
        return .page(
            .ok, template.page(title: title, place: place, offersOtherLanguage: false, main: main),
            route: "/desk")
    }
}
