import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// One piece of news on its way to whoever must act, without a word of the citizen's.
///
/// What it is about is found again when it is handed on, so that nobody hears what has been dealt with since, nor for
/// whom they answer no more; the address is looked up then, and never stored with it.
package struct NewsPiece: Equatable, Sendable {
    package let kind: NewsKind
    /// What it is about, such that the same news is the same whoever finds it: a case with the event, the date, or the
    /// entry that makes it news.
    package let subject: String
    /// To whom it goes: a deputy's code, or a station's where its officer is told.
    package var to: Code
    /// The addressee's station.
    package var station: StationID
    /// The case, where it is about one.
    package var caseNumber: CaseNumber?
    /// The notice, where it is about an activity.
    package var notice: RecordNumber?
    /// The day by which something is to be done; of a reception day or an activity the day itself.
    package var due: CivilDate?
    /// The day for which a reception was arranged that the calendar has moved since; it isn't held where nothing is due.
    package var movedFrom: CivilDate?
    /// Who had the case when it became news.
    package var holder: Code?
    /// How many things it is about.
    package var count = 1
    /// The cases that one piece tells of together, and as what.
    package var covers: [Covered] = []

    /// A case among others that one piece tells of.
    package struct Covered: Equatable, Sendable {
        package let kind: NewsKind
        package let caseNumber: CaseNumber
    }

    package init(kind: NewsKind, subject: String, to: Code, station: StationID) {
        (self.kind, self.subject, self.to, self.station) = (kind, subject, to, station)
    }

    /// Its name, the same after every restart and on every server: a hash of kind, subject and addressee.
    package var id: String {
        Hex.string(SHA256.digest(Array("news|\(kind.rawValue)|\(subject)|\(to)".utf8)).prefix(16))
    }

    /// The cases that were handed on with it, for the ledger.
    package var handedOn: [Covered] {
        caseNumber.map { [Covered(kind: kind, caseNumber: $0)] } ?? covers
    }
}

// What is stored of it.
extension NewsPiece {
    /// As it waits in a file.
    var stored: [JSON.Member] {
        [
            JSON.Member("id", .string(id)), JSON.Member("kind", .string(kind.rawValue)),
            JSON.Member("subject", .string(subject)), JSON.Member("to", .string(to.description)),
            JSON.Member("station", .string(station.description)),
            JSON.Member("case", .optional(caseNumber?.description)),
            JSON.Member("notice", .optional(notice?.description)),
            JSON.Member("due", .optional(due?.iso8601)),
            JSON.Member("moved_from", .optional(movedFrom?.iso8601)),
            JSON.Member("holder", .optional(holder?.description)),
            JSON.Member("count", .integer(count)),
            JSON.Member(
                "covers",
                .array(
                    covers.map {
                        .members([
                            "kind": .string($0.kind.rawValue), "case": .string($0.caseNumber.description),
                        ])
                    })),
        ]
    }

    /// Reads what was stored; nothing of what isn't a piece.
    init?(stored json: JSON) {
        guard let kind = json["kind"]?.text.flatMap({ NewsKind(rawValue: $0) }),
            let subject = json["subject"]?.text,
            let to = json["to"]?.text.flatMap({ try? Code(parsing: $0) }),
            let station = json["station"]?.text.flatMap({ StationID($0) })
        else { return nil }
        self.init(kind: kind, subject: subject, to: to, station: station)
        if let text = json["case"]?.text {
            guard let number = try? CaseNumber(parsing: text) else { return nil }
            caseNumber = number
        }
        if let text = json["notice"]?.text {
            guard let number = try? RecordNumber(parsing: text) else { return nil }
            notice = number
        }
        due = json["due"]?.text.flatMap { CivilDate(iso8601: $0.utf8) }
        movedFrom = json["moved_from"]?.text.flatMap { CivilDate(iso8601: $0.utf8) }
        holder = json["holder"]?.text.flatMap { try? Code(parsing: $0) }
        count = json["count"]?.integer ?? 1
        for item in json["covers"]?.elements ?? [] {
            guard let kind = item["kind"]?.text.flatMap({ NewsKind(rawValue: $0) }),
                let number = item["case"]?.text.flatMap({ try? CaseNumber(parsing: $0) })
            else { return nil }
            covers.append(Covered(kind: kind, caseNumber: number))
        }
    }
}
