import LiaisonCases
import LiaisonSystem

// A case and its events as lists and `inbox show` have them.
extension CaseView {
    /// A case as a list has it.
    ///
    /// - Parameters:
    ///   - value: The case.
    ///   - message: Its first entry, for topic and excerpt.
    /// - Returns: The case.
    package func summary(_ value: Case, _ message: LedgerEntry?) -> CaseSummary {
        let (deadlines, today) = (snapshot.deadlines, BeijingTime(clock.now).date)
        // A paper form's number may have led to a vacated case before: what it leads to now isn't that one's.
        let message = message.flatMap { $0.event.ofNonce == value.nonceDigest ? $0 : nil }
        return CaseSummary(
            number: value.number, station: value.station, to: value.to, channel: value.channel,
            received: value.received, state: .known(value.state), grade: value.grade,
            due: deadlines.due(value), isOverdue: deadlines.isOverdue(value, on: today),
            closeDue: deadlines.closeDue(value), isCloseOverdue: deadlines.isCloseOverdue(value, on: today),
            topic: message?.event.topic ?? value.topic ?? message?.event.personal?.topic,
            excerpt: message?.event.personal?.text.map(Self.excerpt), rating: value.rating,
            toName: bareName(of: value.to), toKind: kind(of: value.to).map { .known($0) },
            stationName: names.name(of: value.station), isErased: value.isErased,
            additionsAreFull: value.additions.areFull && !value.isErased,
            additionsWait: value.additions.areUnheard && !value.isErased,
            isOrphaned: value.isOrphaned(in: snapshot.roster),
            isHandedOver: !sees(value) && !offersToClaim(value), unitUntil: value.assignedUntil,
            isUnitOverdue: deadlines.isUnitOverdue(value, on: today),
            isSaidSince: Worklist.isSaid(value, on: today))
    }

    /// A case with everything that was written to it.
    package func detail(_ file: CaseFile) -> CaseDetail {
        let newest = file.particulars
        return CaseDetail(
            summary: summary(file.case, file.upToDateMessage), text: newest.text, name: newest.name,
            phone: newest.phone, photos: photos(of: file), unit: file.assignment?.event.personal?.unit,
            solved: file.case.solved, outcome: file.case.outcome,
            reference: file.closing?.event.personal?.reference, people: file.case.people,
            events: file.entries.map { entry in
                let (event, personal) = (entry.event, entry.event.personal)
                let facts = event.body.facts
                return CaseDetail.Entry(
                    kind: event.body.kind, at: event.at, author: author(event.actor), text: personal?.text,
                    name: personal?.name, phone: personal?.phone, topic: event.namedTopic,
                    unit: personal?.unit, reference: personal?.reference, on: event.on,
                    photos: file.case.isErased ? 0 : event.photos.count, facts: facts,
                    toName: facts.to.map { bareName(of: $0) })
            })
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
