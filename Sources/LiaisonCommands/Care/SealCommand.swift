import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// `liaison seal`: prints the head of each station's chain, to be kept elsewhere.
struct SealCommand: Command {
    static let description = CommandDescription(
        ["seal"], options: [.data, .value("station", "ID", isRepeatable: true), .json])

    private let data: String?
    private let stations: [String]
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        stations = arguments.values("station")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let named = try directory.stations(meantBy: stations)
        var seals: [StationSeal] = []
        do throws(SystemError) {
            // Heads are read without the secret.
            let ledger = try Ledger(directory: directory, secret: [], committers: 1)
            defer { ledger.stop() }
            let chosen = named.isEmpty ? try ledger.stations() : named
            for station in chosen { seals.append(try ledger.seal(of: station)) }
        } catch {
            if error.code == .illegalSequence {
                throw CommandFailure(
                    "seal.unreadable", ["path": error.subject ?? ""], remedy: "seal.unreadable.remedy")
            }
            throw CommandFailure(error)
        }
        let words = context.wording
        if wantsJSON {
            let tokens = try CommandFailure.wrapping { () throws(InstallationError) in
                try TokenFile(of: directory)
            }
            let file = SealFile(
                made: context.clock.now, seals: seals, tokens: TokenSeal(of: tokens),
                roster: RosterSeal(of: try context.roster(of: directory)))
            context.print(file.json)
            return .done
        }
        var table = TerminalTable([
            .init(words["seal.column.station"]), .init(words["seal.column.lines"], isRightAligned: true),
            .init(words["seal.column.last"]), .init(words["seal.column.digest"]),
        ])
        for seal in seals {
            table.append([
                seal.station.description, "\(seal.lines)", CaseWords.moment(seal.last?.rfc3339), seal.digest,
            ])
        }
        context.print(table)
        context.say("seal.hint")
        return .done
    }
}

/// The seals of stations as `seal --json` prints them and `verify --against` reads them.
struct SealFile {
    let made: Timestamp
    let seals: [StationSeal]
    /// Nothing in the file of a release before.
    let tokens: TokenSeal?
    let roster: RosterSeal?

    var json: JSON {
        .members([
            "sealed": .string(made.rfc3339),
            "tokens": tokens?.json ?? .null,
            "roster": roster?.json ?? .null,
            "stations": .array(
                seals.map { seal in
                    .members([
                        "station": .string(seal.station.description), "lines": .integer(seal.lines),
                        "last": .optional(seal.last?.rfc3339), "digest": .string(seal.digest),
                        "segments": .array(
                            seal.heads.map { head in
                                .members([
                                    "segment": .string(head.segment.description),
                                    "lines": .integer(head.sequence + 1),
                                    "hash": .string(head.hash.description),
                                ])
                            }),
                    ])
                }),
        ])
    }
}

extension SealFile {
    /// Reads the file; nothing when it is none, or when a station's digest doesn't fit its heads.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes),
            let made = json["sealed"]?.text.flatMap({ Timestamp(rfc3339: $0.utf8) }),
            let stations = json["stations"]?.elements
        else { return nil }
        var seals: [StationSeal] = []
        for entry in stations {
            guard let station = entry["station"]?.text.flatMap({ StationID($0) }),
                let segments = entry["segments"]?.elements
            else { return nil }
            var heads: [SegmentHead] = []
            for segment in segments {
                guard let name = segment["segment"]?.text.flatMap({ SegmentName($0) }),
                    let lines = segment["lines"]?.integer, lines > 0,
                    let hash = segment["hash"]?.text.flatMap({ LineHash($0) })
                else { return nil }
                heads.append(SegmentHead(segment: name, sequence: lines - 1, hash: hash))
            }
            let last = entry["last"]?.text.flatMap { Timestamp(rfc3339: $0.utf8) }
            let seal = StationSeal(station: station, last: last, heads: heads)
            guard entry["digest"]?.text == seal.digest else { return nil }
            seals.append(seal)
        }
        self.init(
            made: made, seals: seals, tokens: json["tokens"].flatMap { TokenSeal($0) },
            roster: json["roster"].flatMap { RosterSeal($0) })
    }
}

/// Which tokens there were when a seal was made: whoever puts an older file back lets those in that were revoked since.
struct TokenSeal {
    private let issued: Set<String>
    private let revoked: Set<String>

    init(of file: TokenFile) {
        issued = Set(file.records.map(\.id))
        revoked = Set(file.records.filter { $0.revoked != nil }.map(\.id))
    }

    /// Reads what ``json`` says; nothing when it says something else.
    init?(_ json: JSON) {
        guard let issued = json["issued"]?.elements, let revoked = json["revoked"]?.elements else {
            return nil
        }
        self.issued = Set(issued.compactMap(\.text))
        self.revoked = Set(revoked.compactMap(\.text))
    }

    var json: JSON {
        .members([
            "issued": .array(issued.sorted().map { .string($0) }),
            "revoked": .array(revoked.sorted().map { .string($0) }),
        ])
    }

    /// The tokens that a file has lost since, or lets in again.
    func lost(by file: TokenFile) -> [String] {
        let now = TokenSeal(of: file)
        return issued.subtracting(now.issued).union(revoked.subtracting(now.revoked)).sorted()
    }
}
