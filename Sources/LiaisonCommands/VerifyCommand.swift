import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison verify`: reads back everything that is stored, and says where anything is wrong.
struct VerifyCommand: Command {
    static let description = CommandDescription(
        ["verify"], options: [.data, .value("station", "ID", isRepeatable: true), .json])

    private let data: String?
    private let stations: [StationID]
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        stations = try arguments.values("station", .station)
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let failures = Self.failures(of: directory, context)
        let result = try ledger(of: directory)
        failures.forEach(context.complain)
        let isSound = failures.isEmpty && result.findings.isEmpty
        if wantsJSON {
            context.print(json(result, isSound: isSound, context.wording))
        } else {
            print(result, context)
        }
        return isSound ? .done : .failed
    }

    private func ledger(of directory: DataDirectory) throws(CommandFailure) -> Verification {
        do throws(SystemError) {
            // The chains are checked without the secret, even where that is damaged.
            let ledger = try Ledger(directory: directory.path, secret: [], committers: 1)
            defer { ledger.stop() }
            return try ledger.verify(stations: stations.isEmpty ? nil : stations)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// What is wrong with the settings, the roster, the secret and the tokens.
    private static func failures(of directory: DataDirectory, _ context: CommandContext) -> [CommandFailure] {
        var failures: [CommandFailure] = []
        func check(_ body: () throws(CommandFailure) -> Void) {
            do throws(CommandFailure) { try body() } catch { failures.append(error) }
        }
        check { () throws(CommandFailure) in _ = try context.configuration(of: directory) }
        check { () throws(CommandFailure) in _ = try context.roster(of: directory) }
        check { () throws(CommandFailure) in
            _ = try CommandFailure.wrapping { () throws(InstallationError) in try directory.secret() }
        }
        check { () throws(CommandFailure) in
            _ = try CommandFailure.wrapping { () throws(InstallationError) in try TokenFile(of: directory) }
        }
        return failures
    }

    private func print(_ result: Verification, _ context: CommandContext) {
        let words = context.wording
        for finding in result.findings {
            let place = "\(finding.place.path):\(finding.place.line)"
            context.print("\(place): \(finding.problem.sentence(words))", style: .red)
        }
        for tail in result.tornTails {
            context.say("verify.torn", ["place": "\(tail.path):\(tail.line)"])
        }
        for place in result.wordsLeft {
            context.say("verify.words-left", ["place": "\(place.path):\(place.line)"], style: .yellow)
        }
        context.print(
            words(
                "verify.counts",
                [
                    "stations": "\(result.stations)", "segments": "\(result.segments)",
                    "lines": "\(result.lines)",
                    "cases": "\(result.cases)", "bytes": "\(result.bytes)",
                ]))
        if result.findings.isEmpty {
            context.print(words["verify.clean"], style: .green)
        } else {
            context.print(words("verify.found", ["count": "\(result.findings.count)"]), style: .red)
            context.say("verify.remedy")
        }
    }

    private func json(_ result: Verification, isSound: Bool, _ words: Wording) -> JSON {
        .members([
            "sound": .bool(isSound),
            "stations": .integer(result.stations), "segments": .integer(result.segments),
            "lines": .integer(result.lines), "cases": .integer(result.cases), "bytes": .integer(result.bytes),
            "torn": .array(result.tornTails.map { Self.place($0) }),
            "words_left": .array(result.wordsLeft.map { Self.place($0) }),
            "findings": .array(
                result.findings.map { finding in
                    .members([
                        "path": .string(finding.place.path), "line": .integer(finding.place.line),
                        "problem": .string(finding.problem.sentence(words)),
                    ])
                }),
        ])
    }

    private static func place(_ place: Verification.Place) -> JSON {
        .members(["path": .string(place.path), "line": .integer(place.line)])
    }
}

extension Verification.Problem {
    /// What is wrong, in words.
    func sentence(_ words: Wording) -> String {
        switch self {
        case .unreadable(let member): words("verify.unreadable", ["member": member])
        case .altered: words["verify.altered"]
        case .wordsAltered: words["verify.words-altered"]
        case .wordsMissing: words["verify.words-missing"]
        case .outOfChain: words["verify.out-of-chain"]
        case .badOpening: words["verify.bad-opening"]
        case .headMissing(let witness): words("verify.head-missing", ["witness": witness])
        case .caseMissing(let number): words("verify.case-missing", ["case": number])
        case .photoMissing(let number, let name):
            words("verify.photo-missing", ["case": number, "name": name])
        case .photoAltered(let number, let name):
            words("verify.photo-altered", ["case": number, "name": name])
        case .system(let error): words("verify.system", ["reason": error.code.sentence(words)])
        }
    }
}
