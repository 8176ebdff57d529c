import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem
import LiaisonText

/// Where the members of a line stand that say something of a case or a record.
struct LineFields {
    private(set) var at, kind, caseNumber, by, behalf, to, station, channel,
        topic, place: Range<Int>?
    private(set) var nonce, query, digest, grade, until, outcome, rating, segment, writer,
        witness: Range<Int>?
    private(set) var key, suspicion, arrived, reason, photos: Range<Int>?
    private(set) var on, solved, people, news: Range<Int>?
    private(set) var record, facts: Range<Int>?
    /// Whether the line has a member that this release doesn't know.
    private(set) var hasUnknown = false

    mutating func keep(_ member: LineScanner.Member, _ scanner: LineScanner) {
        let value = member.value
        func named(_ text: StaticString) -> Bool { scanner.matches(member.name, text) }
        switch member.name.count {
        case 2:
            if named("at") {
                at = value
            } else if named("to") {
                to = value
            } else if named("by") {
                by = value
            } else if named("on") {
                on = value
            } else {
                hasUnknown = true
            }
        case 3:
            if named("for") {
                behalf = value
            } else if named("key") {
                key = value
            } else {
                hasUnknown = true
            }
        case 4:
            if named("kind") {
                kind = value
            } else if named("case") {
                caseNumber = value
            } else if named("news") {
                news = value
            } else {
                hasUnknown = true
            }
        case 5:
            if named("facts") {
                facts = value
            } else if named("topic") {
                topic = value
            } else if named("nonce") {
                nonce = value
            } else if named("query") {
                query = value
            } else if named("grade") {
                grade = value
            } else if named("until") {
                until = value
            } else if named("place") {
                place = value
            } else {
                hasUnknown = true
            }
        case 6:
            if named("record") {
                record = value
            } else if named("digest") {
                digest = value
            } else if named("rating") {
                rating = value
            } else if named("reason") {
                reason = value
            } else if named("photos") {
                photos = value
            } else if named("writer") {
                writer = value
            } else if named("solved") {
                solved = value
            } else if named("people") {
                people = value
            } else {
                hasUnknown = true
            }
        case 7:
            if named("channel") {
                channel = value
            } else if named("station") {
                station = value
            } else if named("outcome") {
                outcome = value
            } else if named("segment") {
                segment = value
            } else if named("witness") {
                witness = value
            } else if named("arrived") {
                arrived = value
            } else {
                hasUnknown = true
            }
        case 9 where named("suspicion"): suspicion = value
        default: hasUnknown = true
        }
    }

    /// What a line says, as far as this release knows it.
    ///
    /// - Parameters:
    ///   - scanner: The line's.
    ///   - skipsPhotos: Whether photos that can't be read are left out.
    /// - Returns: What it says.
    /// - Throws: The first member that can't be read.
    func content(
        _ scanner: LineScanner, skippingPhotos skipsPhotos: Bool = false
    ) throws(LineError) -> LedgerLine.Content {
        guard let at = time(scanner) else { throw .malformed(member: "at") }
        guard let kind else { throw .malformed(member: "kind") }
        if scanner.matches(kind, "\"opened\"") {
            return .opened(try SegmentOpening(at: at, decoding: scanner.bytes))
        }
        if let record {
            return .record(try self.record(record, at: at, kind, scanner, skippingPhotos: skipsPhotos))
        }
        guard let caseNumber = number(scanner) else { throw .malformed(member: "case") }
        var event = Event(at: at, caseNumber: caseNumber, body: try body(scanner), actor: actor(scanner))
        event.key = try key.map { range throws(LineError) in try scanner.digest(range, "key") }
        if !event.isMessage {
            event.nonce = try nonce.map { range throws(LineError) in try scanner.digest(range, "nonce") }
            event.topic = topic.flatMap(scanner.text)
            event.on = try on.map { range throws(LineError) in try scanner.date(range, "on") }
        }
        event.photos = try photos(scanner, skippingUnreadable: skipsPhotos)
        return .event(event)
    }

    private func photos(
        _ scanner: LineScanner, skippingUnreadable skipsUnreadable: Bool
    ) throws(LineError) -> [Photo] {
        guard let photos else { return [] }
        return try LedgerLine.photos(photos, scanner.bytes, skippingUnreadable: skipsUnreadable)
    }

    private func record(
        _ number: Range<Int>, at: Timestamp, _ kind: Range<Int>, _ scanner: LineScanner,
        skippingPhotos skipsPhotos: Bool
    ) throws(LineError) -> Record {
        guard let number = scanner.plainString(number).flatMap({ try? RecordNumber(parsing: $0) }) else {
            throw .malformed(member: "record")
        }
        guard let kind = scanner.text(kind) else { throw .malformed(member: "kind") }
        guard let facts, let value = try? JSON(parsing: Array(scanner.bytes[facts])), case .object = value
        else { throw .malformed(member: "facts") }
        return Record(
            at: at, kind: kind, number: number, actor: actor(scanner),
            key: try key.map { range throws(LineError) in try scanner.digest(range, "key") }, facts: value,
            photos: try photos(scanner, skippingUnreadable: skipsPhotos))
    }

    /// What a sound line says that this release doesn't know: something of a case where it names one, else only that it
    /// is there.
    func newerContent(_ scanner: LineScanner) -> LedgerLine.Content {
        if let content = try? content(scanner, skippingPhotos: true) { return content }
        let kind = kind.flatMap(scanner.text)
        guard let at = time(scanner), let kind, kind != "opened", let caseNumber = number(scanner) else {
            return .newer(kind: kind)
        }
        var event = Event(at: at, caseNumber: caseNumber, body: .newer(kind: kind), actor: actor(scanner))
        event.key = key.flatMap { try? scanner.digest($0, "key") }
        event.nonce = nonce.flatMap { try? scanner.digest($0, "nonce") }
        event.photos = (try? photos(scanner, skippingUnreadable: true)) ?? []
        return .event(event)
    }

    private func actor(_ scanner: LineScanner) -> Actor? {
        by.flatMap(scanner.text).map { role in
            Actor(role: role, onBehalfOf: behalf.flatMap { scanner.code($0) })
        }
    }

    private func time(_ scanner: LineScanner) -> Timestamp? {
        at.flatMap(scanner.plainString).flatMap { Timestamp(rfc3339: $0) }
    }

    private func number(_ scanner: LineScanner) -> CaseNumber? {
        caseNumber.flatMap(scanner.plainString).flatMap { CaseNumber(spelled: $0) }
    }

    private func body(_ scanner: LineScanner) throws(LineError) -> Event.Body {
        guard let kind = kind.flatMap(scanner.plainString) else { throw .malformed(member: "kind") }
        let digest = scanner.digest
        func code() throws(LineError) -> Code {
            guard let value = to.flatMap({ scanner.code($0) }) else { throw .malformed(member: "to") }
            return value
        }
        let date = scanner.date
        /// How many people came: one where the line doesn't say.
        func counted() throws(LineError) -> Int {
            guard let people else { return 1 }
            guard let count = scanner.integer(people), count > 0 else { throw .malformed(member: "people") }
            return count
        }
        // What its words would be here is told by whoever finds that the line is sound.
        guard let known = EventKind(spelled: kind) else {
            throw .malformed(member: "kind")
        }
        switch known {
        case .received:
            return .received(
                Event.Receipt(
                    to: try code(), channel: try scanner.word(channel, "channel"),
                    topic: topic.flatMap(scanner.text),
                    nonce: try digest(nonce, "nonce"), query: try digest(query, "query"),
                    digest: try digest(self.digest, "digest"),
                    suspicion: suspicion == nil ? nil : try scanner.word(suspicion, "suspicion"),
                    arrivedOn: arrived == nil ? nil : try date(arrived, "arrived"), people: try counted(),
                    place: place.flatMap(scanner.text)))
        case .appended: return .appended(digest: try digest(self.digest, "digest"))
        case .answered: return .answered(digest: try digest(self.digest, "digest"))
        case .acknowledged: return .acknowledged(try scanner.word(grade, "grade"))
        case .asked: return .asked
        case .replied: return .replied
        case .extended: return .extended(until: try date(until, "until"))
        case .transferred:
            guard let id = station.flatMap(scanner.plainString).flatMap({ StationID(spelled: $0) }) else {
                throw .malformed(member: "station")
            }
            return .transferred(to: try code(), station: id)
        case .claimed: return .claimed(by: try code())
        case .closed: return .closed(try scanner.word(outcome, "outcome"))
        case .reopened: return .reopened
        case .rated:
            return .rated(
                try scanner.word(rating, "rating"),
                solved: solved == nil ? nil : try scanner.word(solved, "solved"))
        case .assigned: return .assigned(until: until == nil ? nil : try date(until, "until"))
        case .urged: return .urged
        case .notified:
            return .notified(
                Event.Notification(
                    news: try scanner.word(news, "news"), to: try code(),
                    channel: channel.flatMap(scanner.text)))
        case .erased: return .erased(reason: reason.flatMap(scanner.text))
        case .referred: return .referred
        case .released: return .released
        case .discarded: return .discarded
        }
    }
}

extension LineScanner {
    /// A deputy's or station's code, or nothing.
    func code(_ value: Range<Int>) -> Code? {
        plainString(value).flatMap { Code(spelled: $0.span) }
    }

    /// A word of some vocabulary.
    @inline(__always)
    fileprivate func word<Value>(
        _ value: Range<Int>?, _ name: String
    ) throws(LineError) -> Choice<Value> {
        guard let value, let word = text(value) else { throw .malformed(member: name) }
        return Choice(word: word)
    }

    /// A date.
    fileprivate func date(_ value: Range<Int>?, _ name: String) throws(LineError) -> CivilDate {
        guard let date = value.flatMap(plainString).flatMap({ CivilDate(iso8601: $0) }) else {
            throw .malformed(member: name)
        }
        return date
    }

    /// A keyed hash.
    fileprivate func digest(_ value: Range<Int>?, _ name: String) throws(LineError) -> Digest {
        guard let digest = value.flatMap(plainString).flatMap({ Digest(hex: $0) }) else {
            throw .malformed(member: name)
        }
        return digest
    }
}
