import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonNews
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

/// What is damaged beside the ledger, line by line, in words: the roster, the tokens, the calendar. A damaged line
/// costs what it stands for and no more; so everybody who uses the file says so.
enum InstallationDamage {
    /// What is wrong with a stored roster.
    ///
    /// - Parameters:
    ///   - roster: As it was read.
    ///   - directory: Where.
    /// - Returns: A failure for each line, and for the file as a whole; none when it is sound.
    static func of(_ roster: Roster, in directory: DataDirectory) -> [CommandFailure] {
        let condition = roster.condition
        let path = directory.path(of: .rosterFile)
        func failure(_ key: String, _ values: [String: String]) -> CommandFailure {
            CommandFailure(
                key, values.merging(["file": path, "heading": Roster.unsealedHeading]) { $1 },
                remedy: "\(key).remedy", exitCode: .partly)
        }
        var failures = condition.unusable.map { line in
            let codes = line.codes.map(\.description).sorted().joined(separator: " ")
            return codes.isEmpty
                ? failure("damage.roster.line", ["line": "\(line.line)"])
                : failure("damage.roster.holder", ["line": "\(line.line)", "codes": codes])
        }
        failures += condition.altered.map { failure("damage.roster.altered", ["line": "\($0)"]) }
        failures += condition.dangling.map { dangling in
            failure(
                "damage.roster.dangling",
                ["line": "\(dangling.line)", "station": dangling.station.description])
        }
        switch condition.breach {
        case .heading?: failures.append(failure("damage.roster.heading", [:]))
        case .lines(let expected, let found)?:
            failures.append(
                failure("damage.roster.lines", ["expected": "\(expected)", "found": "\(found)"]))
        case .content?: failures.append(failure("damage.roster.content", [:]))
        case nil:
            if let revision = condition.brokenSince {
                failures.append(failure("damage.roster.before", ["revision": "\(revision)"]))
            }
        }
        if condition.revision != nil {
            failures += condition.unsealed.map { failure("damage.roster.unsealed", ["line": "\($0)"]) }
        }
        return failures
    }

    /// What is wrong with the stored tokens.
    static func of(_ tokens: TokenFile, in directory: DataDirectory) -> [CommandFailure] {
        var failures: [CommandFailure] = []
        if tokens.missing > 0 {
            failures.append(
                CommandFailure(
                    "damage.token.missing",
                    ["file": directory.path(of: .tokens), "count": "\(tokens.missing)"],
                    remedy: "damage.token.missing.remedy", exitCode: .partly))
        }
        if tokens.isTurnedBack || directory.hasLostTokens {
            let key = tokens.isTurnedBack ? "damage.token.older" : "damage.token.gone"
            failures.append(
                CommandFailure(
                    key, ["file": directory.path(of: .tokens)], remedy: "\(key).remedy",
                    exitCode: .partly))
        }
        return failures
            + tokens.unusable.map { line in
                let key =
                    switch line.reason {
                    case .unreadable: "damage.token.unreadable"
                    case .altered: "damage.token.altered"
                    case .newer: "damage.token.newer"
                    }
                return CommandFailure(
                    key, ["file": directory.path(of: .tokens), "line": "\(line.line)"],
                    remedy: "\(key).remedy",
                    // What a newer release wrote is no damage.
                    exitCode: line.reason == .newer ? .done : .partly)
            }
    }

    /// What the stored tokens have lost since a seal was made.
    ///
    /// - Parameters:
    ///   - directory: Where they are.
    ///   - seal: The seal.
    /// - Returns: One failure that names them; none when nothing is lost.
    static func of(_ directory: DataDirectory, since seal: TokenSeal) -> [CommandFailure] {
        do throws(InstallationError) {
            let lost = seal.lost(by: try TokenFile(of: directory))
            if lost.isEmpty { return [] }
            return [
                CommandFailure(
                    "damage.token.since",
                    ["file": directory.path(of: .tokens), "tokens": lost.joined(separator: ", ")],
                    remedy: "damage.token.since.remedy")
            ]
        } catch {
            return [CommandFailure(error)]
        }
    }

    /// What the stored roster has lost since a seal was made.
    ///
    /// - Parameters:
    ///   - directory: Where it is.
    ///   - seal: The seal.
    /// - Returns: One failure that names the codes; none when nothing is lost.
    static func of(_ directory: DataDirectory, since seal: RosterSeal) -> [CommandFailure] {
        do throws(RosterError) {
            let lost = seal.lost(by: try Roster.load(from: directory))
            if lost.isEmpty { return [] }
            let few = lost.prefix(20).joined(separator: ", ")
            return [
                CommandFailure(
                    "damage.roster.since",
                    [
                        "file": directory.path(of: .rosterFile), "count": "\(lost.count)",
                        "codes": lost.count > 20 ? few + " …" : few,
                    ], remedy: "damage.roster.since.remedy")
            ]
        } catch {
            return [CommandFailure(error)]
        }
    }

    /// What is wrong with the calendar of working days.
    static func of(_ calendar: WorkingCalendar, in directory: DataDirectory) -> [CommandFailure] {
        calendar.damage.map { damage in
            let path = directory.path(of: .calendar)
            switch damage {
            case .badLine(let line, let text):
                return CommandFailure(
                    "cli.calendar.line", ["path": path, "line": "\(line)", "text": text],
                    remedy: "cli.calendar.line.remedy", exitCode: .partly)
            case .repeatedDay(let line, let date):
                return CommandFailure(
                    "cli.calendar.repeated", ["path": path, "line": "\(line)", "date": date.iso8601],
                    remedy: "cli.calendar.repeated.remedy", exitCode: .partly)
            }
        }
    }

    /// What is wrong with the file of contacts.
    static func ofContacts(in directory: DataDirectory) -> [CommandFailure] {
        do throws(RosterFileError) {
            return try ContactBook.load(directory).errors.map { error in
                var values = [
                    "file": directory.path(of: .contacts), "row": "\(error.row)", "column": error.column,
                    "value": error.value,
                ]
                if case .twice(let holder) = error.problem { values["value"] = holder }
                let key = "damage.contact.\(error.problem.word)"
                return CommandFailure(key, values, remedy: "damage.contact.remedy", exitCode: .partly)
            }
        } catch {
            return [CommandFailure(error)]
        }
    }

    /// What is wrong with the table of duties: as long as anything is, no register is written and no point counted. Whoever
    /// does either says so; nobody else needs it.
    static func ofDuties(in directory: DataDirectory) -> [CommandFailure] {
        func failure(_ row: Int, _ value: String) -> CommandFailure {
            CommandFailure(
                "damage.duties", ["file": directory.path(of: .duties), "row": "\(row)", "value": value],
                remedy: "damage.duties.remedy", exitCode: .partly)
        }
        do throws(CaseActionError) {
            _ = try DutyTable(of: directory)
            return []
        } catch {
            switch error {
            case .duties(.rows(let errors)): return errors.map { failure($0.row, $0.value) }
            default: return [failure(1, "")]
            }
        }
    }

    /// What is wrong with all of them, as a running server uses them.
    static func of(_ site: Site) -> [CommandFailure] {
        let snapshot = site.current
        return of(snapshot.roster, in: site.directory) + of(site.tokenFile, in: site.directory)
            + of(snapshot.deadlines.calendar, in: site.directory) + ofContacts(in: site.directory)
    }
}

extension CommandContext {
    /// Tells of damaged lines, each once; a command that reads ends with ``ExitCode/partly`` then.
    func complain(ofDamage failures: [CommandFailure]) {
        for failure in failures {
            let place = "\(failure.key) \(failure.values.sorted { $0.key < $1.key })"
            if failure.exitCode == .done || omissions.note(place) { complain(failure) }
        }
    }
}
