import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRecords
import LiaisonRoster
import LiaisonText
import LiaisonWording

// What the rooms of the station's other work share: registers, notices, reception days.
extension DeskVisit {
    /// Who may see and record what: the pages only ask it.
    var recordDesk: RecordDesk { RecordDesk(view, of: site) }

    /// Whether the visitor is an officer or the office.
    var isStaff: Bool { if case .deputy = session.scope { false } else { true } }

    /// What was sent, or asked for, or nothing.
    func value(_ name: String) -> String? {
        let value = request.method == .post ? fields[name] : request.queryValue(name)
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: Stations

    /// Whether the visitor works for several stations: the office, or the officer of a head station.
    var hasSeveralStations: Bool { session.scope == .office || recordDesk.openStations.count > 1 }

    /// The station that a room is about: the one asked for, else the visitor's own; nothing where the office hasn't said.
    var stationInRoom: Station? {
        guard isStaff, let typed = value("station") else { return recordDesk.ownStation }
        let open = recordDesk.openStations
        return (try? view.snapshot.roster.station(meantBy: typed)).flatMap { found in
            open.contains { $0.id == found.id } ? found : nil
        }
    }

    /// Whether a station was asked for that isn't the visitor's.
    var hasForeignStation: Bool { isStaff && value("station") != nil && stationInRoom == nil }

    /// That no station of the visitor's is meant by what was typed, and which may be.
    var unknownStation: PageProblem {
        do throws(CaseActionError) { _ = try view.station(meantBy: value("station") ?? "") } catch {
            return problems(of: error).first ?? PageProblem(field: "station", sentence: sentence(of: error))
        }
        return PageProblem(field: "station", sentence: words("desk.invalid.station"))
    }

    /// Asks which station it is about, of those who work for several.
    func stationForm(_ path: String, _ problems: [PageProblem]) -> Markup {
        guard hasSeveralStations, isStaff else { return "" }
        let field = FormField(
            id: "station", label: words.markup("desk.intake.station"),
            hint: words.markup("desk.intake.station.hint"), problems: problems)
        let typed = stationInRoom?.name ?? value("station") ?? ""
        return """
            <form class="screen" action="\(path)">
            \(Markup.language(arrival.language))\(field.markup { "<input \($0) value=\"\(typed)\" autocomplete=\"off\">" })\
            <p><button class="second">\(words("desk.next"))</button>
            </form>

            """
    }

    /// The deputies in office at a station.
    func deputies(of station: Station) -> [Deputy] {
        view.snapshot.roster.deputiesInOffice(at: station.id)
    }

    /// Choices of a duty, by register; blocks on the disk.
    func dutyChoices() throws(CaseActionError) -> [(
        heading: String, choices: [(value: String, label: String)]
    )] {
        let duties = try recordDesk.dutiesToEnter()
        return Register.allCases.map { register in
            (
                words("desk.register.\(register.rawValue)"),
                duties.filter { $0.register == register }.map { ($0.key, $0.name) }
            )
        }
    }

    // MARK: Recording

    /// The hidden fields of a form that records something.
    func recordOpening(_ nonce: String, kind: String? = nil) -> Markup {
        let kind: Markup = kind.map { "<input type=\"hidden\" name=\"kind\" value=\"\($0)\">\n" } ?? ""
        return "\(formOpening)\(kind)<input type=\"hidden\" name=\"nonce\" value=\"\(nonce)\">\n"
    }

    /// The nonce of a page's forms: the one that was sent, as long as it is good for another try.
    func nonce(for subject: String, isSpent: Bool = false) -> String {
        if !isSpent, let sent = fields["nonce"], site.nonces.check(sent, for: subject) != nil { return sent }
        return site.nonces.issue(for: subject, at: now).text
    }

    /// What a form says, as the API would take it: members in which nothing was typed are left out.
    ///
    /// - Parameters:
    ///   - names: The members that the form has fields for.
    ///   - kind: The kind of act.
    ///   - isWhole: Whether the form showed what there is: a field that was emptied takes it out.
    ///   - kept: Of what the form didn't show: it takes nothing out where it is empty.
    /// - Returns: The document.
    func document(
        _ names: [String], kind: String? = nil, isWhole: Bool = false, keeping kept: Set<String> = []
    ) -> JSON {
        var members: [JSON.Member] = kind.map { [JSON.Member("kind", .string($0))] } ?? []
        for name in names {
            let isWhole = isWhole && !kept.contains(name)
            if name == "deputies" {
                let codes = FormDraft(fields).all(name)
                if isWhole || !codes.isEmpty {
                    members.append(JSON.Member(name, .array(codes.map { .string($0) })))
                }
                continue
            }
            guard let typed = fields[name] else { continue }
            if typed.allSatisfy(\.isWhitespace) {
                if isWhole { members.append(JSON.Member(name, .string(""))) }
                continue
            }
            let text = String(typed.drop(while: \.isWhitespace))
            switch name {
            case "people", "places":
                let number = TypedWords.wholeNumber(text)
                members.append(JSON.Member(name, number.map(JSON.integer) ?? .string(text)))
            case "case":
                // As people type numbers, not only as they are printed.
                let numbers = RecordDesk.caseNumbers(in: text).map { part in
                    (try? TypedCaseNumber(parsing: part)).map {
                        "\($0.number(among: view.snapshot.stationIDs))"
                    } ?? part
                }
                members.append(JSON.Member(name, .string(numbers.joined(separator: "、"))))
            default: members.append(JSON.Member(name, .string(typed)))
            }
        }
        return .object(members)
    }

    /// What became of a form.
    enum Submission {
        /// It stands in the ledger, now or since the first time.
        case taken(JSON)
        /// Why it doesn't, and whether the form's nonce has done something else before.
        case refused([PageProblem], isSpent: Bool, Status)
        /// An answer that isn't the form again.
        case answer(Response)
    }

    /// Records what a form says; sent twice, it is recorded once. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - json: What the form says.
    ///   - path: Where the API takes it.
    ///   - subject: What the form's nonce is for.
    ///   - suffix: What tells the form's fields apart from others of the page.
    /// - Returns: What became of it.
    func submit(_ json: JSON, to path: RecordPath, subject: String, suffix: String = "") -> Submission {
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: subject) != nil else {
            return .refused(sentences([.stale]), isSpent: false, .unprocessableContent)
        }
        if path.takesPhotos {
            if fields.files.isEmpty, fields[KeptFields.filesField] != nil {
                // They got lost on the way through the sign-in: nothing is recorded without them unseen.
                return .refused([photosForgotten(suffix)], isSpent: false, .unprocessableContent)
            }
            let bytes = fields.files.reduce(0) { $0 + $1.count }
            let limits = arrival.handler.limits
            if bytes > 0, limits?.waitForPhotos(ofBytes: bytes, from: request.client) != nil {
                let problem = PageProblem(
                    field: "photos\(suffix)", sentence: words("form.problem.photos-not-now"))
                return .refused([problem], isSpent: false, .contentTooLarge)
            }
        }
        do throws(CaseActionError) {
            let photos = path.takesPhotos ? try fields.photosOfEntry() : []
            return .taken(try recordDesk.post(json, photos: photos, to: path, key: nonce))
        } catch {
            switch error {
            case .absent: return .answer(arrival.notFound)
            case .unavailable, .spaceShort: return .answer(arrival.unavailable)
            case .keyReused: return .refused(sentences([.doneBefore]), isSpent: true, .conflict)
            default: return .refused(problems(of: error, suffix: suffix), isSpent: false, error.status)
            }
        }
    }

    /// That photos have to be chosen again: browsers don't keep them.
    private func photosForgotten(_ suffix: String) -> PageProblem {
        PageProblem(field: "photos\(suffix)", sentence: words("form.photo.again"))
    }

    /// What is wrong with a form that came with photos, and that they have to be chosen again.
    func withPhotosForgotten(_ problems: [PageProblem], suffix: String = "") -> [PageProblem] {
        let forgotten = photosForgotten(suffix)
        let others = problems.filter { $0.field != forgotten.field || $0.sentence != forgotten.sentence }
        return request.method == .post && fields.hadFiles ? others + [forgotten] : problems
    }

    /// Why something wasn't recorded or can't be shown, each beside its field.
    func problems(of error: CaseActionError, suffix: String = "") -> [PageProblem] {
        switch error {
        case .invalidRecord(let member, let refusal):
            let field = ["kind", "for", "shown"].contains(member) ? nil : member + suffix
            // Where people tick, nobody types a code.
            let sentence =
                words.sentence("desk.record.\(refusal.word)")
                ?? words("api.record.\(refusal.word)", values: refusal.values)
            return [PageProblem(field: field, sentence: sentence)]
        case .rows(let errors), .duties(.rows(let errors)):
            return errors.map { PageProblem(field: nil, sentence: $0.sentence(words)) }
        case .forbidden: return [PageProblem(field: nil, sentence: words("desk.problem.forbidden"))]
        default: return [PageProblem(field: nil, sentence: sentence(of: error))]
        }
    }

    /// The answer where a room can't be shown at all.
    func refused(_ error: CaseActionError, _ place: DeskTemplate.Place) -> Response {
        switch error {
        case .absent: return arrival.notFound
        case .unavailable, .spaceShort: return arrival.unavailable
        default:
            let title = words("desk.place.\(place.rawValue)")
            let page = template.page(
                title: title, problems: problems(of: error), place: place, main: "<h1>\(title)</h1>\n")
            return .page(error.status, page, route: "/desk")
        }
    }
}
