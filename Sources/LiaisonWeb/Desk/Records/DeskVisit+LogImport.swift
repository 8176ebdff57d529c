import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// A whole register from a spreadsheet.
extension DeskVisit {
    private static let importSubject = "desk log import"

    /// `GET /desk/log/import`, and the page after a file that wasn't taken, with all that is wrong with it.
    func logImport(_ problems: [PageProblem] = [], status: Status = .ok) throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        var problems = problems
        if hasForeignStation {
            problems.append(unknownStation)
        }
        let form = RecordForm(words: words, draft: FormDraft(), problems: problems)
        let duties: [String]
        do throws(CaseActionError) { duties = try recordDesk.dutiesToEnter().map(\.name) } catch {
            return refused(error, .log)
        }
        let done = request.method == .get ? ImportOutcome(request, site.nonces) : nil
        var main: Markup = """
            <h1>\(words("desk.log.import"))</h1>
            \(done.map { warnings(of: $0) } ?? "")\
            <p>\(words("desk.log.import.text"))
            <p class="hint">\(words("desk.log.import.duties", ["names": words.joined(duties)]))

            """
        if let station = stationInRoom {
            main += """
                <form class="screen" method="post" enctype="multipart/form-data" \
                action="\(template.link("/desk/log/import"))">
                \(recordOpening(nonce(for: Self.importSubject)))\
                <input type="hidden" name="station" value="\("\(station.id)")">
                <p class="state">\(words.name(station.name))
                \(form.file("csv", "desk.log.import.file"))<p><button>\(words("desk.log.import.send"))</button>
                </form>

                """
        } else {
            main += stationForm("/desk/log/import", problems)
        }
        return .page(
            problems.isEmpty ? status : status == .ok ? .unprocessableContent : status,
            template.page(
                title: words("desk.log.import"), problems: problems,
                notice: done.map { notice(of: $0) } ?? "", place: .log, main: main
            ), route: "/desk/log/import")
    }

    private func notice(of outcome: ImportOutcome) -> Markup {
        "<p>\(words("desk.log.imported", ["rows": "\(outcome.rows)", "new": "\(outcome.new)"]))"
    }

    /// What of the file was left out, and which entries are there twice, most likely.
    private func warnings(of outcome: ImportOutcome) -> Markup {
        var markup: Markup = ""
        for column in outcome.columns {
            markup += "<p class=\"box\">\(words("desk.log.import.column", ["column": column]))\n"
        }
        if outcome.doubles.isEmpty { return markup }
        let link = { (number: RecordNumber) -> Markup in
            "<a href=\"\(template.link("/desk/log/\(number)"))\">\("\(number)")</a>"
        }
        markup += "<div class=\"box bad\">\n"
        for double in outcome.doubles {
            let values: KeyValuePairs<String, Markup> = [
                "row": "\(double.row)", "entry": link(double.entry),
                "others": double.like.map(link).joined(by: " "),
            ]
            markup += "<p>\(words.markup("desk.log.import.double", values))\n"
        }
        if outcome.unlisted > 0 {
            markup += "<p>\(words("desk.log.import.more", ["count": "\(outcome.unlisted)"]))\n"
        }
        return markup + "<p>\(words("desk.log.import.double.remedy"))\n</div>\n"
    }

    /// `POST /desk/log/import`: enters all rows of a file, or none.
    func importLog() throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.importSubject) != nil else {
            return try logImport(sentences([.stale]), status: .unprocessableContent)
        }
        guard let file = fields.files.first(where: { $0.name == "csv" && $0.count > 0 }) else {
            let missing = PageProblem(field: "csv", sentence: words("desk.invalid.csv"))
            return try logImport([missing], status: .unprocessableContent)
        }
        if file.isTooLarge {
            let sentence = words("desk.too-large", ["limit": "\(DeskHandler.fileLimit >> 20)"])
            return try logImport([PageProblem(field: "csv", sentence: sentence)], status: .contentTooLarge)
        }
        let bytes = try SiteError.reading { () throws(SystemError) in try file.bytes() }
        do throws(CaseActionError) {
            let name = file.fileName.isEmpty ? "log.csv" : file.fileName
            let done = try recordDesk.importEntries(bytes, named: name, station: fields["station"])
            let place = stationInRoom.map { "&station=\($0.id)" } ?? ""
            let outcome = ImportOutcome(done).query(site.nonces, at: now)
            return .seeOther(
                template.link("/desk/log/import?\(outcome)\(place)"), route: "/desk/log/import")
        } catch {
            switch error {
            case .absent, .forbidden: return arrival.notFound
            case .unavailable, .spaceShort: return arrival.unavailable
            default: return try logImport(problems(of: error), status: error.status)
            }
        }
    }
}
