import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// The roster, which the office alone changes.
extension DeskVisit {
    /// `GET /desk/roster`: what there is, as files to change, and where changed ones are sent.
    func roster(_ problems: [PageProblem] = [], status: Status = .ok) throws(SiteError) -> Response {
        guard session.scope == .office else { return arrival.notFound }
        if request.method == .post, let upload = shownUpload {
            // What was shown comes along: it is shown again.
            return try preview(upload, problems, status)
        }
        let roster = view.snapshot.roster
        switch request.queryValue("format") {
        case "stations":
            return .file(RosterExport.stations(of: roster), type: Self.csv, name: "stations.csv")
        case "deputies":
            return .file(RosterExport.deputies(of: roster), type: Self.csv, name: "deputies.csv")
        default: break
        }
        let form = RecordForm(words: words, draft: FormDraft(fields), problems: problems)
        let counts = words(
            "desk.roster.counts",
            ["stations": "\(roster.stations.count)", "deputies": "\(roster.deputies.count)"])
        var main: Markup = """
            <h1>\(words("desk.place.roster"))</h1>
            <p class="state">\(counts)
            <p>\(words("desk.roster.text"))
            <ul class="links">

            """
        for format in ["stations", "deputies"] {
            let target = template.link("/desk/roster?format=\(format)")
            main += "<li><a href=\"\(target)\">\(words("desk.roster.export.\(format)"))</a>\n"
        }
        main += """
            </ul>
            <form class="screen" method="post" enctype="multipart/form-data" action="\(template.link("/desk/roster"))">
            \(formOpening)\(form.file("stations", "desk.roster.stations"))\(form.file("deputies", "desk.roster.deputies"))\
            <p><label class="choice"><input type="checkbox" name="prune" value="yes"> \(words("desk.roster.prune"))</label>
            <p class="hint">\(words("desk.roster.prune.hint"))
            <p><button>\(words("desk.roster.preview"))</button>
            </form>

            """
        return .page(
            status,
            template.page(
                title: words("desk.place.roster"), problems: problems, notice: applied, place: .roster,
                main: main),
            route: "/desk/roster")
    }

    private static var csv: StaticString { "text/csv; charset=utf-8" }

    private var applied: Markup {
        guard request.method == .get, request.queryValue("done") != nil else { return "" }
        return "<p>\(words("desk.roster.done"))"
    }

    // MARK: What was sent

    /// `POST /desk/roster`: shows what files would change, or applies what was shown.
    func changeRoster() throws(SiteError) -> Response {
        guard session.scope == .office else { return arrival.notFound }
        if let upload = shownUpload {
            return fields["again"] == nil ? try apply(upload) : try preview(upload)
        }
        var files: [RosterUpload.File] = []
        for file in fields.files where file.count > 0 {
            if file.isTooLarge { return try tooLarge() }
            let bytes = try SiteError.reading { () throws(SystemError) in try file.bytes() }
            files.append(
                RosterUpload.File(name: file.fileName.isEmpty ? file.name : file.fileName, bytes: bytes))
        }
        if files.isEmpty {
            let problem = PageProblem(field: "stations", sentence: words("desk.invalid.csv"))
            return try roster([problem], status: .unprocessableContent)
        }
        if files.reduce(0, { $0 + $1.bytes.count }) > DeskHandler.fileLimit { return try tooLarge() }
        return try preview(RosterUpload(files: files, prune: fields["prune"] != nil))
    }

    private func tooLarge() throws(SiteError) -> Response {
        let sentence = words("desk.too-large", ["limit": "\(DeskHandler.fileLimit >> 20)"])
        return try roster([PageProblem(field: nil, sentence: sentence)], status: .contentTooLarge)
    }

    /// The files that came along with the page that showed what they change.
    private var shownUpload: RosterUpload? {
        let draft = FormDraft(fields)
        let (names, contents) = (draft.all("file-name"), draft.all("file"))
        guard !contents.isEmpty, names.count == contents.count else { return nil }
        var files: [RosterUpload.File] = []
        for (name, content) in zip(names, contents) {
            guard let bytes = Base64URL.decode(content) else { return nil }
            files.append(RosterUpload.File(name: name, bytes: bytes))
        }
        // Looked at again, the answers are those that were just chosen; applied, those that were shown.
        let said = draft.all(fields["again"] == nil ? "said" : "answer")
        var answers = NamesakeAnswers()
        for word in said {
            let parts = word.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if parts[0] == "same" { answers.same.append(.init(parts[1])) }
            if parts[0] == "different" { answers.different.append(.init(parts[1])) }
        }
        return RosterUpload(files: files, prune: fields["prune"] != nil, answers: answers)
    }

    private func preview(
        _ upload: RosterUpload, _ problems: [PageProblem] = [], _ status: Status = .ok
    ) throws(SiteError) -> Response {
        let preview: RosterUpload.Preview
        do throws(RosterUpload.Refusal) { preview = try upload.preview(of: site, words) } catch {
            return try refused(error, upload)
        }
        let said = FormDraft(fields).all(fields["again"] == nil ? "said" : "answer").filter { !$0.isEmpty }
        let page = RosterPreviewPage(
            visit: self, upload: upload, preview: preview, said: said, problems: problems
        ).render()
        return .page(status, page, route: "/desk/roster")
    }

    private func apply(_ upload: RosterUpload) throws(SiteError) -> Response {
        // Codes are issued, and some may lose what they open.
        if !isFresh { return proofPage(reasonToProve, []) }
        do throws(RosterUpload.Refusal) {
            _ = try upload.apply(
                to: site, shown: fields["roster"] ?? "", isConfirmed: fields["confirmed"] != nil)
        } catch {
            return try refused(error, upload)
        }
        return .seeOther(template.link("/desk/roster?done=yes"), route: "/desk/roster")
    }

    /// Why files weren't compared or applied: on the page where others are sent, or on the one that shows them.
    private func refused(
        _ refusal: RosterUpload.Refusal, _ upload: RosterUpload
    ) throws(SiteError) -> Response {
        switch refusal {
        case .unreadable: return arrival.unavailable
        case .changed:
            let problem = PageProblem(field: nil, sentence: words("desk.roster.changed"))
            return try preview(upload, [problem], .conflict)
        case .objection:
            let problem = PageProblem(field: "confirmed", sentence: words("desk.roster.unconfirmed"))
            return try preview(upload, [problem], .unprocessableContent)
        case .damaged:
            return uploadForm([PageProblem(field: nil, sentence: words("desk.roster.damaged"))], .conflict)
        case .files(let error):
            let sentences = error.files.map { $0.sentence(words) } + error.rows.map { $0.sentence(words) }
            return uploadForm(
                sentences.map { PageProblem(field: nil, sentence: $0) }, .unprocessableContent)
        }
    }

    /// The page on which a bad file's faults stand: all of them, and nothing was changed.
    private func uploadForm(_ problems: [PageProblem], _ status: Status) -> Response {
        let target = template.link("/desk/roster")
        let main: Markup = """
            <h1>\(words("desk.place.roster"))</h1>
            <p class="state">\(words("desk.roster.nothing-changed"))
            <p>\(words("desk.roster.bad-files"))
            <p><a class="button" href="\(target)">\(words("desk.roster.again"))</a>

            """
        return .page(
            status,
            template.page(title: words("desk.place.roster"), problems: problems, place: .roster, main: main),
            route: "/desk/roster")
    }
}
