import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// `liaison contact list`: who is told of news, and where.
struct ContactListCommand: Command {
    static let description = CommandDescription(
        ["contact", "list"], options: InboxOrigin.placeOptions + [.json])

    private let isJSON: Bool
    private let origin: InboxOrigin

    init(arguments: ParsedArguments) throws(UsageError) {
        isJSON = arguments.has("json")
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        switch origin.choice(context) {
        case .server(let server):
            let api = try server.connect(context).api
            let contacts = try CommandFailure.ofClient { () throws(ClientError) in
                guard let elements = try api.document("contacts", limit: 1 << 26).elements else {
                    throw .notLiaison(host: api.server.authority)
                }
                return elements
            }
            show(contacts, context)
            return context.endOfReading
        case .ledger(let data, _):
            let directory = try context.dataDirectory(data)
            let roster = try context.roster(of: directory)
            let book: ContactBook
            do throws(RosterFileError) {
                book = try ContactBook.load(directory)
            } catch {
                throw CommandFailure(error)
            }
            show(book.contacts.map { $0.json(in: roster) }, context)
            context.complain(ofDamage: InstallationDamage.ofContacts(in: directory))
            return book.errors.isEmpty ? .done : .partly
        }
    }

    private func show(_ contacts: [JSON], _ context: CommandContext) {
        if isJSON {
            context.print(.array(contacts))
        } else if contacts.isEmpty {
            context.say("contact.none")
        } else {
            context.print(table(contacts, context))
        }
    }

    private func table(_ contacts: [JSON], _ context: CommandContext) -> TerminalTable {
        let words = context.wording
        var table = TerminalTable([
            .init(words["contact.column.holder"]), .init(words["contact.column.name"]),
            .init(words["contact.column.channel"]), .init(words["contact.column.address"]),
            .init(words["contact.column.state"]),
        ])
        for contact in contacts {
            let state = contact["over"] == .bool(true) ? words["contact.over"] : ""
            let cells = [
                contact["code"]?.text ?? contact.string("station"), contact.string("name"),
                contact.string("channel"), contact.string("address"), state,
            ]
            table.append(cells.map { TerminalTable.Cell($0) })
        }
        return table
    }
}
