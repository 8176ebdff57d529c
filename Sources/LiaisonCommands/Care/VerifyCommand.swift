import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison verify`: reads back everything that is stored, and says where anything is wrong.
struct VerifyCommand: Command {
    static let description = CommandDescription(
        ["verify"],
        options: [
            .data, .value("station", "ID", isRepeatable: true), .flag("since-last"),
            .value("against", "FILE"), .value("case", "CASE"), .value("hash", "HASH"), .json,
        ])

    private let data: String?
    private let typedStations: [String]
    private let sinceLast: Bool
    private let sealPath: String?
    private let entry: (number: CaseNumber, hash: LineHash)?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        sinceLast = arguments.has("since-last")
        sealPath = arguments.value("against")
        wantsJSON = arguments.has("json")
        let number = try arguments.value("case", .caseNumber)
        let hash = try arguments.value("hash", .hash)
        if let number, let hash { entry = (number, hash) } else { entry = nil }
        if number != nil && hash == nil { throw .noneOf(["--hash HASH"]) }
        if hash != nil && number == nil { throw .noneOf(["--case CASE"]) }
        try arguments.refuse("case", with: "station")
        typedStations = arguments.values("station")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        var failures = Self.failures(of: directory, context)
        let seal = try sealPath.map { path throws(CommandFailure) in try Self.seal(at: path, context) }
        if let tokens = seal?.tokens { failures += InstallationDamage.of(directory, since: tokens) }
        if let roster = seal?.roster { failures += InstallationDamage.of(directory, since: roster) }
        var stations = try directory.stations(
            meantBy: typedStations, besides: seal?.seals.map(\.station) ?? [])
        if let entry { stations = [entry.number.station] }
        let result = try verification(of: directory, stations, against: seal?.seals ?? [])
        let isFound = entry == nil || result.entry != nil
        let isSound = failures.isEmpty && result.findings.isEmpty && isFound
        if wantsJSON {
            failures.forEach(context.complain)
            context.print(json(result, failures, isSound: isSound, context.wording))
        } else {
            print(result, failures, context)
        }
        return isSound ? .done : .failed
    }

    private static func seal(at path: String, _ context: CommandContext) throws(CommandFailure) -> SealFile {
        guard let file = SealFile(try context.read(file: path)) else {
            throw CommandFailure("verify.no-seal", ["path": path], remedy: "verify.no-seal.remedy")
        }
        return file
    }

    private func verification(
        of directory: DataDirectory, _ stations: [StationID], against seals: [StationSeal]
    ) throws(CommandFailure) -> Verification {
        var request = VerificationRequest(stations: stations.isEmpty ? nil : stations)
        request.entry = entry
        request.pause = VerificationRequest.quarterOfASecond
        for seal in seals { request.seals[seal.station] = seal }
        let before = sinceLast ? VerifiedMarks(of: directory) : VerifiedMarks()
        request.marks = before
        do throws(SystemError) {
            // The chains are checked without the secret, even where that is damaged.
            let ledger = try Ledger(directory: directory, secret: [], committers: 1)
            defer { ledger.stop() }
            let result = try ledger.verify(request)
            if sinceLast {
                // A station in which something is wrong is read as a whole the next time too.
                var marks = before
                for station in stations.isEmpty ? Array(marks.segments.keys) : stations {
                    marks.segments[station] = nil
                }
                marks.segments.merge(result.marks.segments) { _, new in new }
                try marks.save(in: directory)
            }
            return result
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
        addDamage(of: directory, to: &failures, context)
        check { () throws(CommandFailure) in
            _ = try CommandFailure.wrapping { () throws(InstallationError) in try directory.secret() }
        }
        return failures
    }

    private func print(_ result: Verification, _ failures: [CommandFailure], _ context: CommandContext) {
        let words = context.wording
        // What stands on standard output is kept: it names everything that is wrong. What to do about it is talk.
        for failure in failures {
            context.print(failure.sentence(words), style: .red)
            if let remedy = failure.remedySentence(words) { context.say(line: "  \(remedy)") }
        }
        for finding in result.findings {
            context.print("\(finding.place.text): \(finding.problem.sentence(words))", style: .red)
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
        if result.newerLines > 0 {
            context.print(words("verify.newer", ["count": "\(result.newerLines)"]))
        }
        if let entry {
            let values = [
                "case": entry.number.description, "hash": entry.hash.description,
            ]
            if let place = result.entry {
                let found = [
                    "place": "\(place.path):\(place.line)", "at": CaseWords.moment(result.entryTime?.rfc3339),
                ]
                context.print(words("verify.entry-found", values: values.merging(found) { $1 }))
            } else {
                context.print(words("verify.entry-missing", values: values), style: .red)
            }
        }
        let count = result.findings.count + failures.count
        if count == 0 {
            context.print(words["verify.clean"], style: .green)
        } else {
            context.print(words("verify.found", ["count": "\(count)"]), style: .red)
            if !result.findings.isEmpty { context.say("verify.remedy") }
            if result.findings.contains(where: \.isUnopened) { context.say("verify.remedy.open") }
        }
    }

    private func json(
        _ result: Verification, _ failures: [CommandFailure], isSound: Bool, _ words: Wording
    ) -> JSON {
        .members([
            "sound": .bool(isSound),
            "stations": .integer(result.stations), "segments": .integer(result.segments),
            "lines": .integer(result.lines), "cases": .integer(result.cases), "bytes": .integer(result.bytes),
            "newer_lines": .integer(result.newerLines),
            "entry": result.entry.map { Self.place($0) } ?? .null,
            "torn": .array(result.tornTails.map { Self.place($0) }),
            "words_left": .array(result.wordsLeft.map { Self.place($0) }),
            "findings": .array(
                failures.map { failure in
                    .members([
                        "path": .string(failure.path ?? ""), "line": .integer(failure.line),
                        "kind": .string(failure.word), "problem": .string(failure.sentence(words)),
                    ])
                }
                    + result.findings.map { finding in
                        .members([
                            "path": .string(finding.place.path), "line": .integer(finding.place.line),
                            "kind": .string(finding.problem.word),
                            "problem": .string(finding.problem.sentence(words)),
                        ])
                    }),
        ])
    }

    private static func place(_ place: Verification.Place) -> JSON {
        .members(["path": .string(place.path), "line": .integer(place.line)])
    }
}

extension ValueKind where Value == LineHash {
    /// A SHA-256 as 64 hexadecimal digits, in either letter case, spaces left out.
    static let hash = ValueKind { text throws(ValueProblem) in
        let digits = text.utf8.filter { $0 != 0x20 }
        guard let bytes = Hex.decode(digits), let hash = LineHash(Hex.string(bytes)) else {
            throw ValueProblem("cli.value.hash")
        }
        return hash
    }
}

extension Verification.Place {
    /// `path:line`, or the path alone where the whole file is meant.
    var text: String { line == 0 ? path : "\(path):\(line)" }
}

extension Verification.Finding {
    /// Whether a file or directory could not be opened or read at all.
    var isUnopened: Bool { if case .system = problem { true } else { false } }
}
