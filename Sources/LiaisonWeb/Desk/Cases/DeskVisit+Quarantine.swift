import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText
import LiaisonWording

// What looks like no person's message: officers and the office look at each, and let it through or not.
extension DeskVisit {
    private static let quarantineLength = 10

    private static func quarantineSubject(_ number: CaseNumber) -> String { "desk quarantine \(number)" }

    /// `GET /desk/quarantine`, and the page after a POST that wasn't taken, with the reason that was typed.
    func quarantine(_ problems: [PageProblem] = [], status: Status = .ok) throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        let showsAll = value("all") == "true"
        var query = CaseQuery()
        query.shelf = .quarantine
        query.leavesOutDiscarded = !showsAll
        let page: CaseListing.Page
        do throws(CaseQueryError) {
            let listing = try CaseListing(query, for: view, of: site)
            do throws(SystemError) {
                page = try listing.page(
                    after: value("after").flatMap { ListPosition(cursor: $0) }, limit: Self.quarantineLength)
            } catch {
                throw .unreadable(error)
            }
        } catch {
            return arrival.unavailable
        }
        var main: Markup = """
            <h1>\(words("desk.place.quarantine"))</h1>
            <p>\(words("desk.quarantine.text"))

            """
        main +=
            page.items.isEmpty
            ? "<p class=\"state\">\(words("desk.quarantine.nothing"))\n"
            : "<ul class=\"links rows\">\n\(page.items.compactMap(\.quarantined).map { row($0, problems) }.joined())</ul>\n"
        var further: [(target: String, key: String)] = []
        if let next = page.next {
            further.append(
                ("/desk/quarantine?after=\(next.cursor)\(showsAll ? "&all=true" : "")", "desk.list.more"))
        }
        if !showsAll { further.append(("/desk/quarantine?all=true", "desk.quarantine.all")) }
        for (target, key) in further {
            main += """
                <p class="screen"><a class="button second" href="\(template.link(target))">\(words(key))</a>

                """
        }
        return .page(
            status,
            template.page(
                title: words("desk.place.quarantine"), problems: problems, notice: screened,
                place: .quarantine, main: main),
            route: "/desk/quarantine")
    }

    private var screened: Markup {
        guard request.method == .get, let kind = request.queryValue("done"),
            kind == "released" || kind == "discarded"
        else { return "" }
        return "<p>\(words("desk.quarantine.done.\(kind)"))"
    }

    private func row(_ item: QuarantinedMessage, _ problems: [PageProblem]) -> Markup {
        var facts = [
            words.moment(item.received), sign(item.suspicion),
            words("desk.row.to", ["name": view.names.name(of: item.to)]),
        ]
        if item.photos > 0 { facts.append(words("timeline.photos", ["count": "\(item.photos)"])) }
        let message: Markup =
            item.text.map {
                "<blockquote dir=\"auto\"\(words.mark(of: $0))>\($0)</blockquote>\n"
            } ?? "<p>\(words("desk.case.erased"))\n"
        let isWaiting = item.screening == .known(.waiting)
        return """
            <li><div class="box"><p class="code">\("\(item.number)")
            <p class="hint">\(facts.joined(separator: " · "))
            \(message)\(isWaiting ? "" : "<p class=\"state\">\(words("desk.quarantine.discarded"))\n")\
            \(forms(item.number, isWaiting, problems))</div>

            """
    }

    /// One button lets it through; another says that nobody wrote it, and why.
    private func forms(_ number: CaseNumber, _ isWaiting: Bool, _ problems: [PageProblem]) -> Markup {
        let nonce = nonce(for: Self.quarantineSubject(number))
        let path = template.link("/desk/quarantine")
        let about: Markup = "<input type=\"hidden\" name=\"case\" value=\"\("\(number)")\">\n"
        var markup: Markup = """
            <form class="screen" method="post" action="\(path)">
            \(recordOpening(nonce, kind: "released"))\(about)\
            <p><button>\(words("desk.quarantine.release"))</button>
            </form>

            """
        if isWaiting {
            let isSent = fields["case"] == "\(number)" && fields["kind"] == "discarded"
            let form = RecordForm(
                words: words, draft: isSent ? FormDraft(fields) : FormDraft(), problems: problems,
                suffix: "-\(number)")
            markup += """
                <details class="screen"\(isSent ? " open" : "")><summary>\(words("desk.quarantine.discard"))</summary>
                <form method="post" action="\(path)">
                \(recordOpening(nonce, kind: "discarded"))\(about)\(form.input("text", "desk.quarantine.reason"))\
                <p><button class="second">\(words("desk.quarantine.discard.send"))</button>
                </form>
                </details>

                """
        }
        return markup
    }

    /// Why a message looks like no person's; the word itself when a newer release has another.
    private func sign(_ suspicion: Choice<Suspicion>?) -> String {
        suspicion.map { $0.known == nil ? $0.word : words("desk.quarantine.sign.\($0.word)") } ?? ""
    }

    // MARK: Deciding

    /// `POST /desk/quarantine`: lets a message through, or finds nobody's; sent twice, it is done once.
    func screen() throws(SiteError) -> Response {
        guard isStaff, let number = fields["case"].flatMap({ try? CaseNumber(parsing: $0) }) else {
            return arrival.notFound
        }
        guard let nonce = fields["nonce"],
            site.nonces.check(nonce, for: Self.quarantineSubject(number)) != nil
        else { return try quarantine(sentences([.stale]), status: .unprocessableContent) }
        let isRelease = fields["kind"] == "released"
        let action = StaffAction(isRelease ? .release : .discard, text: isRelease ? nil : fields["text"])
        do throws(CaseActionError) {
            _ = try CaseDesk(view, of: site).perform(action, on: number, key: nonce)
        } catch {
            switch error {
            case .absent, .forbidden: return arrival.notFound
            case .unavailable, .spaceShort: return arrival.unavailable
            case .keyReused: return try quarantine(sentences([.doneBefore]), status: .conflict)
            default: break
            }
            var problem = PageProblem(field: nil, sentence: sentence(of: error))
            if case .invalid = error {
                problem = PageProblem(
                    field: "text-\(number)", sentence: words("desk.invalid.quarantine"))
            }
            return try quarantine([problem], status: error.status)
        }
        return .seeOther(
            template.link("/desk/quarantine?done=\(isRelease ? "released" : "discarded")"),
            route: "/desk/quarantine")
    }
}
