import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonNews
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// Where deputies and officers are told of news (联系方式): the one place that decides who may see and set that, for the
/// API and for the desk alike.
///
/// An officer does it for their own station and for those below it, the office for all, a deputy for nobody. An address
/// goes to whoever may set it, and to nobody else. What there is comes from `contacts.csv` each time, and goes back into
/// it: no server keeps a second truth.
package struct ContactDesk: Sendable {
    private let view: CaseView
    private let site: Site

    package init(_ view: CaseView, of site: Site) { (self.view, self.site) = (view, site) }

    private var roster: Roster { view.snapshot.roster }

    // MARK: Whose

    /// Whom a text means: a station by its number, a deputy by a code, an officer by the station's code too.
    ///
    /// - Parameter text: As it stands in a path.
    /// - Returns: Who it is.
    /// - Throws: That there is none, or none of the scope's.
    package func holder(_ text: String) throws(CaseActionError) -> Contact.Holder {
        try requireOfficer()
        let found: Contact.Holder
        if let id = StationID(text), roster.station(id) != nil {
            found = .station(id)
        } else if let code = try? Code(parsing: text), let holder = roster.state(of: code)?.holder {
            if case .station(let station) = holder {
                found = .station(station.id)
            } else {
                found = .code(code)
            }
        } else {
            throw .absent
        }
        guard mayManage(found) else { throw .absent }
        return found
    }

    private func requireOfficer() throws(CaseActionError) {
        if view.isDeputys { throw .forbidden }
    }

    private func mayManage(_ holder: Contact.Holder) -> Bool {
        if view.scope == .office { return true }
        return switch holder {
        case .code(let code): roster.state(of: code).map { view.isAtHome($0.holder.station) } ?? false
        case .station(let id): view.isAtHome(id)
        }
    }

    /// Whether somebody is in office, and can be told of anything.
    private func isInOffice(_ holder: Contact.Holder) -> Bool {
        switch holder {
        case .code(let code): roster.isActive(code)
        case .station(let id): roster.station(id)?.status == .active
        }
    }

    /// Every way in which the file may name somebody: a station's officer also by the station's code.
    private func names(of holder: Contact.Holder) -> [Contact.Holder] {
        guard case .station(let id) = holder, let station = roster.station(id) else { return [holder] }
        return [holder, .code(station.code)]
    }

    // MARK: What there is

    /// The contacts that the scope may see, in the order of the file; blocks on the disk.
    ///
    /// - Parameter typed: The station asked for; every one of the scope's unless given.
    /// - Returns: Each as `contact list --json` prints it.
    /// - Throws: What is wrong with the question, or with the file.
    package func contacts(station typed: String? = nil) throws(CaseActionError) -> [JSON] {
        try requireOfficer()
        var station: StationID?
        if let typed, !typed.isEmpty { station = try RecordDesk(view, of: site).station(typed).id }
        return try book().contacts.filter { contact in
            mayManage(contact.holder)
                && (station.map { contact.holder.station(in: roster) == $0 } ?? true)
        }.map { $0.json(in: roster) }
    }

    /// The contact of somebody; nothing where there is none. Blocks on the disk.
    ///
    /// - Parameter holder: As ``holder(_:)`` gave it.
    /// - Returns: The contact as `contact list --json` prints it.
    /// - Throws: What is wrong with the file.
    package func contact(of holder: Contact.Holder) throws(CaseActionError) -> JSON? {
        let contacts = try book().contacts
        return names(of: holder).lazy.compactMap { name in contacts.first { $0.holder == name } }.first?
            .json(in: roster)
    }

    private func book() throws(CaseActionError) -> ContactBook {
        do throws(RosterFileError) { return try ContactBook.load(site.directory) } catch {
            if case .unreadable(let cause) = error.problem { throw .unavailable(cause) }
            throw .contacts(error)
        }
    }

    // MARK: What is set

    /// Says where somebody is told of news; what is the same already stays as it is. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - json: `channel` and `address`.
    ///   - holder: As ``holder(_:)`` gave it.
    /// - Returns: The contact as `contact list --json` prints it.
    /// - Throws: Why nothing was set.
    package func set(_ json: JSON, of holder: Contact.Holder) throws(CaseActionError) -> JSON {
        guard isInOffice(holder) else { throw .absent }
        func typed(_ name: String) -> String { json[name]?.text.flatMap(TypedWords.trimmed) ?? "" }
        let (channel, address) = (typed("channel").lowercased(), typed("address"))
        guard Contact.isChannel(channel) else {
            throw .invalidRecord(member: "channel", RecordRefusal("contact-channel"))
        }
        guard Contact.isAddress(address) else {
            throw .invalidRecord(
                member: "address", RecordRefusal("contact-address", ["limit": "\(Contact.addressLimit)"]))
        }
        let contact = Contact(holder: holder, channel: channel, address: address, since: site.clock.now)
        let (roster, names) = (roster, names(of: holder))
        try update { book in
            let known = book.contacts.filter { names.contains($0.holder) }
            if known.count == 1, let known = known.first, known.holder == holder, !known.isOver(in: roster),
                known.channel == channel, known.address == address
            {
                return false
            }
            book.set(contact)
            _ = book.remove { other in
                other.holder != holder && (names.contains(other.holder) || other.isOver(in: roster))
            }
            return true
        }
        return try self.contact(of: holder) ?? contact.json(in: roster)
    }

    /// Has nobody told there any more; where nobody was, nothing changes. Blocks on the disk.
    ///
    /// - Parameter holder: As ``holder(_:)`` gave it.
    /// - Throws: Why nothing was changed.
    package func remove(_ holder: Contact.Holder) throws(CaseActionError) {
        let names = names(of: holder)
        try update { book in !book.remove { names.contains($0.holder) }.isEmpty }
    }

    private func update(_ change: (inout ContactBook) -> Bool) throws(CaseActionError) {
        do throws(ContactFileError) { try ContactBook.update(site.directory, change) } catch {
            switch error {
            case .file(let error):
                if case .unreadable(let cause) = error.problem { throw .unavailable(cause) }
                throw .contacts(error)
            case .system(let cause): throw .unavailable(cause)
            }
        }
    }
}

extension Contact {
    /// As `contact list --json` prints it, and the API has it.
    ///
    /// - Parameter roster: Who holds which code.
    /// - Returns: The object.
    package func json(in roster: Roster) -> JSON {
        var code: Code?
        if case .code(let own) = holder { code = own }
        return .members([
            "code": .optional(code?.description),
            "station": .optional(holder.station(in: roster)?.description),
            "name": .optional(name(in: roster)), "channel": .string(channel), "address": .string(address),
            "set": .optional(since?.rfc3339), "over": .bool(isOver(in: roster)),
        ])
    }

    /// Whom the roster knows it to be of.
    ///
    /// - Parameter roster: Who holds which code.
    /// - Returns: The deputy's or the station's name; nothing where the roster knows nobody.
    package func name(in roster: Roster) -> String? {
        switch holder {
        case .code(let code): roster.state(of: code)?.holder.name
        case .station(let id): roster.station(id)?.name
        }
    }
}

extension Contact.Holder {
    /// The station that it belongs to; nothing where the roster knows nobody.
    fileprivate func station(in roster: Roster) -> StationID? {
        switch self {
        case .code(let code): roster.state(of: code)?.holder.station
        case .station(let id): id
        }
    }
}
