import LiaisonCodes
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// `liaison contact list`: who is told of news, and where.
struct ContactListCommand: Command {
    static let description = CommandDescription(["contact", "list"], options: [.json, .data])

    private let isJSON: Bool
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        isJSON = arguments.has("json")
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let roster = try context.roster(of: directory)
        let book: ContactBook
        do throws(RosterFileError) {
            book = try ContactBook.load(directory)
        } catch {
            throw CommandFailure(error)
        }
        let rows = book.contacts.map { Row(contact: $0, roster: roster) }
        if isJSON {
            context.print(.array(rows.map(\.json)))
        } else if rows.isEmpty {
            context.say("contact.none")
        } else {
            context.print(table(rows, context))
        }
        context.complain(ofDamage: InstallationDamage.ofContacts(in: directory))
        return book.errors.isEmpty ? .done : .partly
    }

    private func table(_ rows: [Row], _ context: CommandContext) -> TerminalTable {
        let words = context.wording
        var table = TerminalTable([
            .init(words["contact.column.holder"]), .init(words["contact.column.name"]),
            .init(words["contact.column.channel"]), .init(words["contact.column.address"]),
            .init(words["contact.column.state"]),
        ])
        for row in rows {
            let state = row.isOver ? words["contact.over"] : ""
            let cells = [
                row.contact.holder.text, row.name ?? "", row.contact.channel, row.contact.address, state,
            ]
            table.append(cells.map { TerminalTable.Cell($0) })
        }
        return table
    }

    /// A contact, and for whom it stands.
    private struct Row {
        let contact: Contact
        let roster: Roster

        var isOver: Bool { contact.isOver(in: roster) }

        var name: String? {
            switch contact.holder {
            case .code(let code): roster.state(of: code)?.holder.name
            case .station(let id): roster.station(id)?.name
            }
        }

        var json: JSON {
            var (code, station): (String?, String?)
            switch contact.holder {
            case .code(let holder):
                code = holder.description
                station = roster.state(of: holder)?.holder.station.description
            case .station(let id): station = id.description
            }
            return .members([
                "code": .optional(code), "station": .optional(station), "name": .optional(name),
                "channel": .string(contact.channel), "address": .string(contact.address),
                "set": .optional(contact.since?.rfc3339), "over": .bool(isOver),
            ])
        }
    }
}

/// `liaison contact remove`: nobody is told there any more.
struct ContactRemoveCommand: Command {
    static let description = CommandDescription(["contact", "remove"], options: ContactHolder.options)

    private let holder: Contact.Holder
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        holder = try ContactHolder.read(arguments)
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        var isGone = false
        _ = try CommandFailure.changingContacts { () throws(ContactFileError) in
            try ContactBook.update(directory) { book in
                isGone = !book.remove { $0.holder == holder }.isEmpty
                return isGone
            }
        }
        guard isGone else {
            throw CommandFailure("contact.unknown", ["holder": holder.text], remedy: "contact.unknown.remedy")
        }
        context.say("contact.removed", ["holder": holder.text])
        return .done
    }
}
