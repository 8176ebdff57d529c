import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// Where the officer and the deputies of a station are told of news.
extension DeskVisit {
    private static let contactsSubject = "desk contacts"

    private var contactDesk: ContactDesk { ContactDesk(view, of: site) }

    /// `GET /desk/contacts`: who of a station is told, and by which channel; an address stands on its own page only.
    func contacts() throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        var problems: [PageProblem] = []
        if hasForeignStation {
            problems.append(unknownStation)
        }
        var main: Markup = """
            <h1>\(words("desk.contacts.title"))</h1>
            <p>\(words("desk.contacts.text"))
            \(stationForm("/desk/contacts", problems))
            """
        if let station = stationInRoom {
            do throws(CaseActionError) { main += try contactRows(of: station) } catch {
                return refused(error, .contacts)
            }
        }
        return .page(
            problems.isEmpty ? .ok : .unprocessableContent,
            template.page(
                title: words("desk.contacts.title"), problems: problems, notice: contactDone,
                place: .contacts, main: main),
            route: "/desk/contacts")
    }

    private var contactDone: Markup {
        guard request.method == .get, let act = request.queryValue("done"), act == "set" || act == "removed"
        else { return "" }
        return "<p>\(words("desk.contacts.done.\(act)"))"
    }

    private func contactRows(of station: Station) throws(CaseActionError) -> Markup {
        let known = try contactDesk.contacts(station: "\(station.id)").filter { $0["over"] != .bool(true) }
        var people: [(name: String, holder: String)] = [(words("desk.people.officer"), "\(station.id)")]
        for deputy in deputies(of: station) {
            people.append((words("name.deputy", ["name": deputy.name]), "\(deputy.code)"))
        }
        var rows: Markup = ""
        for (name, holder) in people {
            let isOfficer = holder == "\(station.id)"
            let contact = known.first { one in
                if let code = one["code"]?.text {
                    return code == holder || (isOfficer && code == "\(station.code)")
                }
                return isOfficer
            }
            let state = contact.map { channelName($0["channel"]?.text ?? "") } ?? words("desk.contacts.none")
            rows += """
                <li><a href="\(template.link("/desk/contacts/\(holder)"))"><span><b>\(words.name(name))</b><br>\
                <span class="hint">\(state)</span></span></a>

                """
        }
        let heading: Markup = hasSeveralStations ? "<h2>\(words.name(station.name))</h2>\n" : ""
        return "\(heading)<ul class=\"links rows\">\n\(rows)</ul>\n"
    }

    /// The channels that the samples for operators know, the usual one first.
    private static let channels = ["wecom", "dingtalk", "feishu", "mail", "ntfy", "webhook"]

    /// What people call a channel; the operator's own word for one that no sample knows.
    private func channelName(_ channel: String) -> String {
        Self.channels.contains(channel) ? words("desk.contacts.channel.\(channel)") : channel
    }

    // MARK: One person's

    /// `GET /desk/contacts/<holder>`, and the page after a POST that wasn't taken, with all that was typed.
    func contactPage(
        _ text: String, problems: [PageProblem] = [], status: Status = .ok
    ) throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        let (name, station, contact): (String, StationID?, JSON?)
        let isOfficers: Bool
        do throws(CaseActionError) {
            let holder = try contactDesk.holder(text)
            isOfficers = if case .station = holder { true } else { false }
            (name, station) = holderName(holder)
            contact = try contactDesk.contact(of: holder)
        } catch {
            return refused(error, .contacts)
        }
        let path = template.link("/desk/contacts/\(text)")
        var draft = FormDraft(fields)
        if request.method == .get {
            for member in ["channel", "address"] { draft[member] = contact?[member]?.text ?? "" }
        }
        let form = RecordForm(words: words, draft: draft, problems: problems)
        var main: Markup = """
            <h1>\(words("desk.contacts.of", ["name": name]))</h1>
            <form class="screen" method="post" action="\(path)">
            \(recordOpening(nonce(for: Self.contactsSubject), kind: "set"))\
            \(form.input("channel", "desk.contacts.channel", " list=\"channels\" autocapitalize=\"none\""))\
            <datalist id="channels">
            \(Self.channels.map { "<option value=\"\($0)\">\(channelName($0))\n" as Markup }.joined())</datalist>
            \(form.input("address", "desk.contacts.address", " autocapitalize=\"none\" spellcheck=\"false\""))\
            <p><button>\(words("desk.contacts.set"))</button>
            </form>

            """
        if contact != nil {
            main += """
                <details class="screen"><summary>\(words("desk.contacts.remove"))</summary>
                <form method="post" action="\(path)">
                \(recordOpening(nonce(for: Self.contactsSubject), kind: "removed"))\
                <p>\(words(isOfficers ? "desk.contacts.remove.officer" : "desk.contacts.remove.text"))
                <p><button>\(words("desk.contacts.remove.send"))</button>
                </form>
                </details>

                """
        }
        let back = template.link("/desk/contacts\(station.map { "?station=\($0)" } ?? "")")
        main +=
            "<p class=\"screen\"><a class=\"button second\" href=\"\(back)\">\(words("desk.contacts.back"))</a>\n"
        return .page(
            status,
            template.page(
                title: words("desk.contacts.title"), problems: problems, place: .contacts, main: main),
            route: "/desk/contacts/:holder")
    }

    /// `POST /desk/contacts/<holder>`: says where somebody is told, or that they aren't any more; twice is once.
    func changeContact(_ text: String) throws(SiteError) -> Response {
        guard isStaff else { return arrival.notFound }
        guard let nonce = fields["nonce"], site.nonces.check(nonce, for: Self.contactsSubject) != nil else {
            return try contactPage(text, problems: sentences([.stale]), status: .unprocessableContent)
        }
        let station: StationID?
        do throws(CaseActionError) {
            let holder = try contactDesk.holder(text)
            station = holderName(holder).station
            if fields["kind"] == "removed" {
                try contactDesk.remove(holder)
            } else {
                _ = try contactDesk.set(document(["channel", "address"]), of: holder)
            }
        } catch {
            switch error {
            case .absent, .forbidden: return arrival.notFound
            case .unavailable: return arrival.unavailable
            default:
                return try contactPage(text, problems: self.problems(of: error), status: error.status)
            }
        }
        let kind = fields["kind"] == "removed" ? "removed" : "set"
        let place = station.map { "&station=\($0)" } ?? ""
        return .seeOther(
            template.link("/desk/contacts?done=\(kind)\(place)"), route: "/desk/contacts/:holder")
    }

    /// Whose page it is, and where they are.
    private func holderName(_ holder: Contact.Holder) -> (name: String, station: StationID?) {
        switch holder {
        case .code(let code):
            let station = view.snapshot.roster.state(of: code)?.holder.station
            return (view.names.name(of: code), station)
        case .station(let id): return (words("holder.officer", ["station": view.names.name(of: id)]), id)
        }
    }
}
