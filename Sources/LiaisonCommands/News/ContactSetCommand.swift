import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonNews
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// Whose contact a command is about.
enum ContactHolder {
    case code(Code)
    /// A station as typed, whom only the roster knows by its name.
    case station(String)

    static let options: [OptionDescription] =
        [.value("deputy", "CODE"), .value("station", "ID")] + InboxOrigin.placeOptions

    /// Whom the words name.
    init(arguments: ParsedArguments) throws(UsageError) {
        try arguments.refuse("deputy", with: "station")
        if let code = try arguments.value("deputy", .code) {
            self = .code(code)
        } else if let station = arguments.value("station") {
            self = .station(station)
        } else {
            throw .noneOf(["--deputy CODE", "--station ID"])
        }
    }

    /// The holder; of a station its id, or its name where the roster is at hand.
    ///
    /// - Parameter roster: Where stations are; nothing for a server's, which takes ids.
    /// - Returns: The holder.
    /// - Throws: Who may be meant instead, where nobody is (exit status 2).
    func holder(in roster: Roster?) throws(CommandFailure) -> Contact.Holder {
        switch self {
        case .code(let code): return .code(code)
        case .station(let typed):
            if let roster { return .station(try roster.station(named: typed).id) }
            guard let id = StationID(typed) else {
                throw CommandFailure(
                    "cli.unknown-station", ["typed": typed], remedy: "cli.unknown-station.remedy",
                    exitCode: .usage)
            }
            return .station(id)
        }
    }
}

/// `liaison contact set`: says where a deputy or a station's officer is told of news.
struct ContactSetCommand: Command {
    static let description = CommandDescription(
        ["contact", "set"],
        options: ContactHolder.options + [
            .value("channel", "WORD", isRequired: true), .value("address", "TEXT"),
        ])

    private let holder: ContactHolder
    private let channel: String
    private let address: String?
    private let origin: InboxOrigin

    init(arguments: ParsedArguments) throws(UsageError) {
        holder = try ContactHolder(arguments: arguments)
        guard let channel = try arguments.value("channel", .newsChannel) else {
            throw .missingOption("--channel")
        }
        self.channel = channel
        address = try arguments.value("address", .newsAddress)
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        switch origin.choice(context) {
        case .server(let server): try set(on: server, context)
        case .ledger(let data, _): try set(data, context)
        }
    }

    private func set(
        on server: RemoteServer, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let holder = try holder.holder(in: nil)
        let api = try server.connect(context).api
        let address = if let address { address } else { try typed(context) }
        _ = try CommandFailure.ofClient { () throws(ClientError) in
            try api.put(
                "contacts/\(holder.text)",
                json: .members(["channel": .string(channel), "address": .string(address)]))
        }
        context.say("contact.set", ["holder": holder.text, "channel": channel])
        return .done
    }

    private func set(_ data: String?, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let roster = try context.roster(of: directory)
        let holder = try holder.holder(in: roster)
        switch holder {
        case .code(let code): try roster.checkHolder(of: .deputy(code))
        case .station(let id): try roster.checkHolder(of: .station(id))
        }
        let address = if let address { address } else { try typed(context) }
        let contact = Contact(
            holder: holder, channel: channel, address: address,
            since: context.clock.now)
        let book = try CommandFailure.changingContacts { () throws(ContactFileError) in
            try ContactBook.update(directory) { book in
                book.set(contact)
                _ = book.remove { $0.holder != contact.holder && $0.isOver(in: roster) }
                return true
            }
        }
        context.complain(ofDamage: InstallationDamage.ofContacts(in: directory))
        context.say("contact.set", ["holder": holder.text, "channel": channel])
        return book.errors.isEmpty ? .done : .partly
    }

    /// An address that is a key of its own, as a robot's is, needn't stand in the list of processes.
    private func typed(_ context: CommandContext) throws(CommandFailure) -> String {
        let bytes = try context.read(file: "-", limit: 4096)
        let line = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard Contact.isAddress(line) else {
            throw CommandFailure("contact.no-address", remedy: "contact.no-address.remedy", exitCode: .usage)
        }
        return line
    }
}

extension ValueKind<String> {
    /// The word for a way to reach people.
    fileprivate static let newsChannel = ValueKind { text throws(ValueProblem) in
        guard Contact.isChannel(text.lowercased()) else { throw ValueProblem("cli.value.news-channel") }
        return text.lowercased()
    }

    /// An address of one.
    fileprivate static let newsAddress = ValueKind { text throws(ValueProblem) in
        guard Contact.isAddress(text) else { throw ValueProblem("cli.value.news-address") }
        return text
    }
}

extension CommandFailure {
    /// Changes the file of contacts.
    static func changingContacts<Value>(
        _ body: () throws(ContactFileError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(ContactFileError) {
            return try body()
        } catch {
            switch error {
            case .file(let error): throw CommandFailure(error)
            case .system(let error): throw CommandFailure(error)
            }
        }
    }

    /// A table that can't be read as one.
    init(_ error: RosterFileError) {
        let reason =
            if case .unreadable(let cause) = error.problem { cause } else { nil as SystemError? }
        self.init(
            reason == nil ? "contact.file" : "cli.file.unreadable",
            ["path": error.file], remedy: reason == nil ? "contact.file.remedy" : nil, cause: reason)
    }
}

extension DataDirectory {
    /// Takes out the contacts of those who have left: they go with the person.
    ///
    /// - Parameters:
    ///   - roster: Who is in office now.
    ///   - context: Where it is told.
    /// - Throws: Why the file can't be changed.
    func forgetContacts(ofWhoLeft roster: Roster, _ context: CommandContext) throws(CommandFailure) {
        var gone: [Contact] = []
        _ = try CommandFailure.changingContacts { () throws(ContactFileError) in
            try ContactBook.update(self) { book in
                gone = book.remove { $0.isOver(in: roster) }
                return !gone.isEmpty
            }
        }
        for contact in gone { context.say("contact.forgotten", ["holder": contact.holder.text]) }
    }
}
