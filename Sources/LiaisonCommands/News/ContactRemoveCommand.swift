import LiaisonClient
import LiaisonNews

/// `liaison contact remove`: nobody is told there any more.
struct ContactRemoveCommand: Command {
    static let description = CommandDescription(["contact", "remove"], options: ContactHolder.options)

    private let holder: ContactHolder
    private let origin: InboxOrigin

    init(arguments: ParsedArguments) throws(UsageError) {
        holder = try ContactHolder(arguments: arguments)
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let (holder, isGone) =
            switch origin.choice(context) {
            case .server(let server): try remove(on: server, context)
            case .ledger(let data, _): try remove(data, context)
            }
        guard isGone else {
            throw CommandFailure("contact.unknown", ["holder": holder.text], remedy: "contact.unknown.remedy")
        }
        context.say("contact.removed", ["holder": holder.text])
        return .done
    }

    /// - Returns: Whose it is, and whether there was one.
    private func remove(
        _ data: String?, _ context: CommandContext
    ) throws(CommandFailure) -> (Contact.Holder, Bool) {
        let directory = try context.dataDirectory(data)
        let holder = try holder.holder(in: try context.roster(of: directory))
        var isGone = false
        _ = try CommandFailure.changingContacts { () throws(ContactFileError) in
            try ContactBook.update(directory) { book in
                isGone = !book.remove { $0.holder == holder }.isEmpty
                return isGone
            }
        }
        return (holder, isGone)
    }

    /// Looks first: the server takes away what isn't there without a word.
    private func remove(
        on server: RemoteServer, _ context: CommandContext
    ) throws(CommandFailure) -> (Contact.Holder, Bool) {
        let holder = try holder.holder(in: nil)
        let api = try server.connect(context).api
        do throws(ClientError) {
            _ = try api.document("contacts/\(holder.text)", limit: 1 << 16)
            try api.delete("contacts/\(holder.text)")
            return (holder, true)
        } catch {
            if case .problem(let problem) = error, problem.status == 404 { return (holder, false) }
            throw CommandFailure(error)
        }
    }
}
