import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonLedger
import LiaisonNews
import LiaisonRoster
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
        let path = Roster.path(in: directory.path)
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
        tokens.unusable.map { line in
            let key =
                switch line.reason {
                case .unreadable: "damage.token.unreadable"
                case .altered: "damage.token.altered"
                case .newer: "damage.token.newer"
                }
            return CommandFailure(
                key, ["file": directory.tokensPath, "line": "\(line.line)"], remedy: "\(key).remedy",
                // What a newer release wrote is no damage.
                exitCode: line.reason == .newer ? .done : .partly)
        }
    }

    /// What is wrong with the calendar of working days.
    static func of(_ calendar: WorkingCalendar, in directory: DataDirectory) -> [CommandFailure] {
        calendar.damage.map { damage in
            let path = directory.calendarPath
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
                    "file": directory.contactsPath, "row": "\(error.row)", "column": error.column,
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
