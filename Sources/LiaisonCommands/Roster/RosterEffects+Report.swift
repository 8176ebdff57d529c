import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension RosterEffects {
    /// - Parameters:
    ///   - difference: What the import changes.
    ///   - before: The roster as it is.
    ///   - after: The roster with it.
    ///   - directory: Where tokens and cases are.
    ///   - context: Told of whatever can't be read: a roster can be mended while the cases can't be read.
    /// - Throws: What kept the tokens from being read.
    init(
        of difference: RosterDifference, from before: Roster, to after: Roster, in directory: DataDirectory,
        _ context: CommandContext
    ) throws(CommandFailure) {
        self.init(
            of: difference, from: before, to: after, tokens: try context.tokens(of: directory).records)
        findWork(in: directory, context)
    }

    /// Looks for the work that is left without anybody; tells of whatever can't be read.
    mutating func findWork(in directory: DataDirectory, _ context: CommandContext) {
        if !leavesWork { return }
        do throws(CommandFailure) {
            do throws(SystemError) {
                guard try directory.has(.stations) else { return }
            } catch {
                throw CommandFailure(error)
            }
            let ledger = try Site.open(directory, context).ledger
            do throws(SystemError) { try findWork(in: ledger) } catch { throw CommandFailure(error) }
        } catch {
            context.say(
                "roster.import.cases-unknown", ["reason": error.sentence(context.wording)], style: .yellow)
        }
    }
}

extension RosterEffects.EndedToken {
    var json: JSON { .object(record.members(name) + [JSON.Member("closed", .string(closure.word))]) }
}

extension RosterEffects.ReopenedToken {
    var json: JSON { .object(record.members(name)) }
}

extension TokenRecord {
    /// Which it is, and of whose holder.
    fileprivate func members(_ name: String?) -> [JSON.Member] {
        var (code, station): (String?, String?)
        switch scope {
        case .deputy(let deputy): code = deputy.description
        case .station(let id): station = id.description
        case .office: break
        }
        return [
            JSON.Member("id", .string(id)), JSON.Member("code", .optional(code)),
            JSON.Member("station", .optional(station)), JSON.Member("name", .optional(name)),
        ]
    }
}

extension RosterEffects.OrphanedCase {
    var json: JSON {
        .members([
            "case": .string(number.description), "station": .string(station.description),
            "to": .string(to.description), "to_name": .optional(name),
        ])
    }
}

extension RosterEffects.LostDuty {
    var json: JSON {
        .members([
            "station": .string(station.description), "on": .string(on.iso8601),
            "deputy": .string(deputy.description), "name": .string(name),
        ])
    }
}

extension RosterEffects.LostPlace {
    var json: JSON {
        .members([
            "notice": .string(notice.description), "on": .string(on.iso8601),
            "deputy": .string(deputy.description), "name": .string(name),
        ])
    }
}

extension CommandContext {
    /// The most tokens, and cases, that are named one by one; `--json` has them all.
    private static let named = 20

    /// Says whose tokens end, and which open cases and reception days wait for somebody else.
    ///
    /// - Parameters:
    ///   - effects: What a change of the roster means.
    ///   - named: The most of each that are named.
    func say(_ effects: RosterEffects, named: Int = Self.named) {
        if !effects.endedTokens.isEmpty {
            say("roster.import.tokens", ["count": "\(effects.endedTokens.count)"], style: .yellow)
            for token in effects.endedTokens.prefix(named) {
                say(
                    line:
                        "  \(token.record.id)  \(token.record.scope)  \(TerminalText.line(token.name ?? ""))  "
                        + wording("token.closed.\(token.closure.word)"))
            }
            sayMore(effects.endedTokens.count, named)
        }
        if !effects.reopenedTokens.isEmpty {
            say("roster.import.reopened", ["count": "\(effects.reopenedTokens.count)"], style: .yellow)
            for token in effects.reopenedTokens.prefix(named) {
                say(
                    line:
                        "  \(token.record.id)  \(token.record.scope)  \(TerminalText.line(token.name ?? ""))"
                )
            }
            sayMore(effects.reopenedTokens.count, named)
        }
        if !effects.orphanedCases.isEmpty {
            say("roster.import.orphans", ["count": "\(effects.orphanedCases.count)"], style: .yellow)
            for value in effects.orphanedCases.prefix(named) {
                say(
                    line:
                        "  \(value.number)  \(value.station)  \(TerminalText.line(value.name ?? "\(value.to)"))"
                )
            }
            sayMore(effects.orphanedCases.count, named)
        }
        if !effects.lostDuties.isEmpty {
            say("roster.import.duties", ["count": "\(effects.lostDuties.count)"], style: .yellow)
            for duty in effects.lostDuties.prefix(named) {
                say(line: "  \(duty.on.iso8601)  \(duty.station)  \(TerminalText.line(duty.name))")
            }
            sayMore(effects.lostDuties.count, named)
            say("roster.import.duties.remedy")
        }
        if !effects.lostPlaces.isEmpty {
            say("roster.import.places", ["count": "\(effects.lostPlaces.count)"], style: .yellow)
            for place in effects.lostPlaces.prefix(named) {
                say(line: "  \(place.on.iso8601)  \(place.notice)  \(TerminalText.line(place.name))")
            }
            sayMore(effects.lostPlaces.count, named)
            say("roster.import.places.remedy")
        }
    }

    /// Says which posters are to be printed anew.
    func say(_ posters: PostersToPrint) {
        if posters.stations.isEmpty { return }
        let deputies = posters.stations.reduce(0) { $0 + $1.deputies.count }
        say(
            "roster.import.posters",
            ["count": "\(posters.stations.count)", "deputies": "\(deputies)"], style: .yellow)
        for poster in posters.stations.prefix(Self.named) {
            let names = poster.deputies.prefix(8).map(\.name) + (poster.deputies.count > 8 ? ["……"] : [])
            say(
                line: "  \(poster.station.id)  \(TerminalText.line(poster.station.name))  "
                    + TerminalText.line(names.joined(separator: " ")))
        }
        sayMore(posters.stations.count)
        say("roster.import.posters.remedy")
    }

    /// Asks about namesakes: who the row may be, and how each answer is given.
    func say(_ questions: [RosterDifference.Question]) {
        if questions.isEmpty { return }
        say("roster.import.questions", ["count": "\(questions.count)"], style: .yellow)
        for question in questions {
            for deputy in question.candidates {
                say(
                    "roster.import.question",
                    [
                        "name": question.row.name, "file": question.row.place.file,
                        "row": "\(question.row.place.row)", "station": "\(question.row.station)",
                        "level": question.row.level.symbol, "code": "\(deputy.code)",
                        "oldStation": "\(deputy.station)", "oldLevel": deputy.level.symbol,
                    ])
            }
        }
        say("roster.import.questions.remedy")
    }

    private func sayMore(_ count: Int, _ named: Int = Self.named) {
        if count > named { say("roster.import.more", ["count": "\(count - named)"]) }
    }
}
