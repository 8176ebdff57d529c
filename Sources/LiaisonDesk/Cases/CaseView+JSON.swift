import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonMail
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

// A case and its events as lists, `inbox show` and pulls have them.
extension CaseView {
    /// A case as `inbox list --json` prints it.
    ///
    /// - Parameters:
    ///   - value: The case.
    ///   - message: Its first entry, for topic and excerpt.
    /// - Returns: The members, in the contract's order.
    package func summary(_ value: Case, _ message: LedgerEntry?) -> [JSON.Member] {
        let text = message?.event.personal?.text
        return [
            JSON.Member("case", .string(value.number.description)),
            JSON.Member("station", .string(value.station.description)),
            JSON.Member("to", .string(value.to.description)),
            JSON.Member("channel", .string(value.channel.word)),
            JSON.Member("received", .string(value.received.rfc3339)),
            JSON.Member("state", .string(value.state.rawValue)),
            JSON.Member("grade", .optional(value.grade?.word)),
            JSON.Member("due", .string(snapshot.deadlines.due(value).iso8601)),
            JSON.Member(
                "overdue",
                .bool(snapshot.deadlines.isOverdue(value, on: BeijingTime(clock.now).date))),
            JSON.Member(
                "topic",
                .optional(message?.event.topic ?? value.topic ?? message?.event.personal?.topic)),
            JSON.Member("excerpt", .optional(text.map(Self.excerpt))),
            JSON.Member("rating", .optional(value.rating?.word)),
            JSON.Member("to_name", .string(bareName(of: value.to))),
            JSON.Member("to_kind", .optional(kind(of: value.to))),
            JSON.Member("station_name", .string(names.name(of: value.station))),
            JSON.Member("erased", .bool(value.isErased)),
            JSON.Member("additions_full", .bool(value.additions.areFull && !value.isErased)),
            JSON.Member("orphaned", .bool(value.isOrphaned(in: snapshot.roster))),
            JSON.Member("handed_over", .bool(!sees(value) && !offersToClaim(value))),
            JSON.Member("close_due", .string(snapshot.deadlines.closeDue(value).iso8601)),
            JSON.Member(
                "close_overdue",
                .bool(snapshot.deadlines.isCloseOverdue(value, on: BeijingTime(clock.now).date))),
            JSON.Member("additions_waiting", .bool(value.additions.areUnheard && !value.isErased)),
            JSON.Member("unit_until", .optional(value.assignedUntil?.iso8601)),
            JSON.Member(
                "unit_overdue",
                .bool(snapshot.deadlines.isUnitOverdue(value, on: BeijingTime(clock.now).date))),
            JSON.Member(
                "said_since", .bool(Worklist.isSaid(value, on: BeijingTime(clock.now).date))),
        ]
    }

    /// A case as `inbox show --json` prints it.
    package func detail(_ file: CaseFile) -> JSON {
        let newest = file.particulars
        return .object(
            summary(file.case, file.upToDateMessage) + [
                JSON.Member("text", .optional(newest.text)), JSON.Member("name", .optional(newest.name)),
                JSON.Member("phone", .optional(newest.phone)), JSON.Member("photos", photos(of: file)),
                JSON.Member("unit", .optional(file.assignment?.event.personal?.unit)),
                JSON.Member("solved", .optional(file.case.solved?.word)),
                JSON.Member("outcome", .optional(file.case.outcome?.word)),
                JSON.Member("reference", .optional(file.closing?.event.personal?.reference)),
                JSON.Member("people", .integer(file.case.people)),
                JSON.Member(
                    "events",
                    .array(
                        file.entries.map { entry in
                            .object(
                                [
                                    JSON.Member("kind", .string(entry.event.body.kind.word)),
                                    JSON.Member("at", .string(entry.event.at.rfc3339)),
                                ] + members(of: entry.event.actor) + [
                                    JSON.Member("text", .optional(entry.event.personal?.text)),
                                    JSON.Member("name", .optional(entry.event.personal?.name)),
                                    JSON.Member("phone", .optional(entry.event.personal?.phone)),
                                    JSON.Member("topic", .optional(entry.event.namedTopic)),
                                    JSON.Member("unit", .optional(entry.event.personal?.unit)),
                                    JSON.Member("reference", .optional(entry.event.personal?.reference)),
                                    JSON.Member("on", .optional(entry.event.on?.iso8601)),
                                    JSON.Member(
                                        "photos",
                                        .integer(file.case.isErased ? 0 : entry.event.photos.count)),
                                    JSON.Member("detail", .optional(entry.event.body.facts.detail)),
                                ] + members(of: entry.event.body.facts))
                        })),
            ])
    }

    /// The first words of a text on one line, at most 60 characters.
    static func excerpt(_ text: String) -> String {
        var line = ""
        var count = 0
        // Where the line is cut if it proves too long.
        var short = ""
        var isBetweenWords = false
        for character in text {
            if character.isWhitespace {
                isBetweenWords = true
                continue
            }
            let added = isBetweenWords && count > 0 ? [" ", character] : [character]
            isBetweenWords = false
            for character in added {
                if count == 59 { short = line }
                if count == 60 { return short + "…" }
                line.append(character)
                count += 1
            }
        }
        return line
    }
}

extension EventFacts {
    /// The first of them: the grade, the outcome, the date, the new holder's code, the rating, the reason.
    fileprivate var detail: String? {
        let order: [Member] = [.grade, .outcome, .until, .to, .rating, .reason]
        return order.lazy.compactMap { self[$0] }.first
    }
}
