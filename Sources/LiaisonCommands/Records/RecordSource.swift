import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

/// Registers, notices, reception days, points and archives, wherever they are: this machine's ledger, or a server's API.
struct RecordSource {
    /// The options that say where, of commands that read.
    static let options: [OptionDescription] = InboxOrigin.placeOptions
    /// The same of commands that write.
    static let actingOptions: [OptionDescription] = options + [.onBehalfOf, .idempotencyKey, .json]

    private let place: Place
    private let attempts: Attempts

    private let context: CommandContext

    private enum Place {
        case ledger(RecordDesk, DataDirectory)
        case server(ServerAPI)
    }

    /// - Parameters:
    ///   - origin: Where.
    ///   - context: Where the command runs.
    /// - Throws: What keeps it from being opened.
    init(_ origin: InboxOrigin, _ context: CommandContext) throws(CommandFailure) {
        let source = try CaseSource(origin, context)
        attempts = source.attempts
        self.context = context
        place =
            switch source.place {
            case .ledger(let desk, let site): .ledger(RecordDesk(desk.view, of: site), site.directory)
            case .server(let api): .server(api)
            }
    }

    /// Has something done, once however often the same command line is run after a lost answer.
    ///
    /// - Parameters:
    ///   - json: What.
    ///   - photos: The photos that go along, where the path takes any.
    ///   - path: Where it is posted.
    ///   - key: The idempotency key that the command line gives, if it does.
    /// - Returns: What there is then.
    /// - Throws: Why it wasn't done, in the words of whoever refused it.
    func post(
        _ json: JSON, photos: [[UInt8]] = [], to path: RecordPath, key: String?
    ) throws(CommandFailure) -> JSON {
        let hashes = photos.map { JSON.string(Hex.string(SHA256.digest($0))) }
        let body: JSON = photos.isEmpty ? json : ["document": json, "photos": .array(hashes)]
        let meaning = Meaning(kind: path.text, number: nil, body: body)
        return try attempts.once(meaning, key: key) { key, wasSent throws(CommandFailure) in
            switch place {
            case .ledger(let desk, _):
                do throws(CaseActionError) {
                    return try desk.post(json, photos: photos, to: path, key: key)
                } catch {
                    throw CommandFailure(error, desk.view, wasSent: wasSent)
                }
            case .server(let api):
                return try CommandFailure.ofClient { () throws(ClientError) in
                    try api.post(
                        path.text, json: json, photos: photos, idempotencyKey: key, wasSent: wasSent)
                }
            }
        }
    }

    /// The most bytes of one document.
    private static let documentLimit = 1 << 26

    /// A photo's file.
    func photo(_ path: RecordPath) throws(CommandFailure) -> [UInt8] {
        switch place {
        case .ledger(let desk, _):
            do throws(CaseActionError) {
                guard case .photo(let number, let index) = path else { throw .absent }
                return try desk.photo(index, of: number).bytes
            } catch {
                throw CommandFailure(error, desk.view, wasSent: false)
            }
        case .server(let api):
            return try CommandFailure.ofClient { () throws(ClientError) in try api.photo(path.text) }
        }
    }

    /// One thing.
    func document(_ path: RecordPath) throws(CommandFailure) -> JSON {
        switch place {
        case .ledger(let desk, let directory):
            tellOfDuties(path, in: directory)
            do throws(CaseActionError) {
                return try desk.document(path)
            } catch {
                throw CommandFailure(error, desk.view, wasSent: false)
            }
        case .server(let api):
            return try CommandFailure.ofClient { () throws(ClientError) in
                try api.document(path.text, limit: Self.documentLimit)
            }
        }
    }

    /// Tells of duties that can't be used: what is read goes without what they say.
    private func tellOfDuties(_ path: RecordPath, in directory: DataDirectory) {
        if path.namesDuties { context.complain(ofDamage: InstallationDamage.ofDuties(in: directory)) }
    }

    private static let pageSize = 1000

    /// A list, page by page.
    ///
    /// - Parameters:
    ///   - path: Which.
    ///   - parameters: What narrows it; those without a value don't count.
    ///   - limit: The most elements; nothing for all.
    ///   - body: Gets each page.
    /// - Throws: What keeps it from being read.
    func forEachPage(
        of path: RecordPath, _ parameters: [(name: String, value: String?)], limit: Int? = nil,
        _ body: ([JSON]) -> Void
    ) throws(CommandFailure) {
        var rest = limit ?? .max
        func take(_ items: [JSON]) -> Bool {
            let taken = Array(items.prefix(rest))
            rest -= taken.count
            body(taken)
            return rest > 0 && context.standardOutput.failure == nil
        }
        let given = parameters.compactMap { name, value in value.map { (name: name, value: $0) } }
        switch place {
        case .ledger(let desk, let directory):
            tellOfDuties(path, in: directory)
            // On every processor; one after the other all stations would be read as these come to them.
            let isNarrowed = given.contains { $0.name == "station" || $0.name == "deputy" }
            if path == .points || path == .archives, !isNarrowed { desk.view.ledger.load() }
            do throws(CaseActionError) {
                let value = { (name: String) in given.first { $0.name == name }?.value }
                if path == .log {
                    return try desk.forEachPart(
                        of: try RecordDesk.EntryQuery(value), size: min(rest, Self.pageSize), take)
                }
                // Other lists are made as a whole.
                _ = take(try desk.list(path, limit: rest, value).items)
            } catch {
                throw CommandFailure(error, desk.view, wasSent: false)
            }
        case .server(let api):
            try CommandFailure.ofClient { () throws(ClientError) in
                try api.forEachPage(of: path.text, given, pageSize: Self.pageSize, take)
            }
        }
    }

    /// The whole of a list.
    func all(
        _ path: RecordPath, _ parameters: [(name: String, value: String?)]
    ) throws(CommandFailure) -> [JSON] {
        var items: [JSON] = []
        try forEachPage(of: path, parameters) { items += $0 }
        return items
    }
}

/// What all commands share that do something to a register, a notice or a reception day.
struct RecordVerb {
    private let origin: InboxOrigin
    private let key: String?
    private let wantsJSON: Bool
    private let onBehalfOf: String?

    /// - Parameters:
    ///   - arguments: The command line.
    ///   - viewer: Who acts on this machine's ledger.
    ///   - namesDeputy: Whether `--for` may name a deputy in whose name an officer acts.
    /// - Throws: What is wrong with the command line.
    init(
        arguments: ParsedArguments, acting viewer: InboxOrigin.Viewer, namesDeputy: Bool = true
    ) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments, acting: viewer)
        key = try arguments.value("idempotency-key", .idempotencyKey)
        onBehalfOf = namesDeputy ? arguments.value("for") : nil
        wantsJSON = arguments.has("json")
    }

    /// Posts a document, and prints what came of it: as JSON where that is asked for, else by `tell`.
    func run(
        _ members: [JSON.Member], photos: [[UInt8]] = [], to path: RecordPath, _ context: CommandContext,
        _ tell: (JSON) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> ExitCode {
        var members = members
        if let onBehalfOf { members.append(JSON.Member("for", .string(onBehalfOf))) }
        let source = try RecordSource(origin, context)
        let answer = try source.post(.object(members), photos: photos, to: path, key: key)
        if wantsJSON { context.print(answer) } else { try tell(answer) }
        return .done
    }
}

/// A list command's options and what they narrow.
struct RecordFilter {
    /// `--station`, `--deputy`, `--from`, `--to`, and where the list is.
    static let options: [OptionDescription] = [
        .value("station", "ID"), .value("deputy", "CODE"), .value("from", "DATE"), .value("to", "DATE"),
    ]

    let origin: InboxOrigin
    let parameters: [(name: String, value: String?)]

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
        let from = try arguments.value("from", .date)
        let to = try arguments.value("to", .date)
        if let from, let to, to < from {
            throw .badValue(
                name: "--to", value: to.iso8601,
                problem: ValueProblem("cli.value.period", ["from": from.iso8601]))
        }
        parameters = [
            ("station", arguments.value("station")), ("deputy", arguments.value("deputy")),
            ("from", from?.iso8601), ("to", to?.iso8601),
        ]
    }
}

extension ValueKind where Value == RecordNumber {
    /// The number of an entry or a notice.
    static let recordNumber = ValueKind { text throws(ValueProblem) in
        guard let number = try? RecordNumber(parsing: text) else { throw ValueProblem("cli.value.record") }
        return number
    }
}

extension JSON {
    /// A member that is a string, or empty.
    func string(_ name: String) -> String { self[name]?.text ?? "" }

    /// A member that is a list of strings.
    func strings(_ name: String) -> [String] { (self[name]?.elements ?? []).compactMap(\.text) }
}

extension [JSON.Member] {
    /// Adds a string where there is one.
    mutating func add(_ name: String, _ value: String?) {
        if let value { append(JSON.Member(name, .string(value))) }
    }
}
