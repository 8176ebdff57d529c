import LiaisonCodes
import LiaisonSystem
import LiaisonText

extension LedgerLine {
    /// Reads a line.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - withPersonal: Whether to read what a person typed; folding cases doesn't need it.
    /// - Throws: ``LineError``. Hashes are read, not checked: that is `verify`'s work.
    package init(decoding bytes: UnsafeBufferPointer<UInt8>, withPersonal: Bool) throws(LineError) {
        guard var scanner = LineScanner(bytes) else { throw .malformed(member: "{") }
        var fields = LineFields()
        while let member = scanner.next() { fields.keep(member, scanner) }
        // What an interrupted erasure left behind the hash doesn't take the line away.
        let isTorn = !scanner.isAtEnd
        if isTorn, fields.sealed == nil || fields.hash == nil { throw .malformed(member: "}") }
        if isTorn, withPersonal { throw .malformed(member: "personal") }
        guard let sequence = fields.sequence.flatMap(scanner.integer) else { throw .malformed(member: "seq") }
        guard let previous = fields.previous.flatMap(scanner.plainString), previous.count == 64 else {
            throw .malformed(member: "prev")
        }
        guard let hash = fields.hash.flatMap(scanner.plainString), hash.count == 64 else {
            throw .malformed(member: "hash")
        }
        guard let at = fields.at.flatMap(scanner.plainString).flatMap({ Timestamp(rfc3339: $0) }) else {
            throw .malformed(member: "at")
        }
        guard let kind = fields.kind else { throw .malformed(member: "kind") }
        self.sequence = sequence
        self.previous = Array(previous)
        self.hash = Array(hash)
        words =
            if fields.sealed == nil { .none } else if isTorn { .torn } else if fields.personal == nil {
                .erased
            } else { .present }
        if scanner.matches(kind, "\"opened\"") {
            content = .opened(try fields.opening(at: at, bytes))
        } else {
            guard let number = fields.caseNumber.flatMap(scanner.plainString),
                let caseNumber = try? CaseNumber(parsing: number)
            else { throw .malformed(member: "case") }
            var event = Event(at: at, caseNumber: caseNumber, body: try fields.body(scanner))
            if let by = fields.by.flatMap(scanner.text) {
                event.actor = Actor(role: by, onBehalfOf: fields.behalf.flatMap { scanner.code($0) })
            }
            event.key = try fields.key.map { range throws(LineError) in try scanner.digest(range, "key") }
            if case .received = event.body {
            } else {
                event.nonce = try fields.nonce.map { range throws(LineError) in
                    try scanner.digest(range, "nonce")
                }
                event.topic = fields.topic.flatMap(scanner.text)
            }
            if let photos = fields.photos { event.photos = try Self.photos(photos, bytes) }
            if withPersonal, let personal = fields.personal {
                event.personal = try Self.personal(personal, bytes)
            }
            content = .event(event)
        }
    }

    /// Reads a line from an array; see ``init(decoding:withPersonal:)-(UnsafeBufferPointer<UInt8>,_)``.
    package init(decoding bytes: some Collection<UInt8>, withPersonal: Bool) throws(LineError) {
        let line = Array(bytes)
        self = try line.withUnsafeBufferPointer { buffer throws(LineError) in
            try LedgerLine(decoding: buffer, withPersonal: withPersonal)
        }
    }

    private static func personal(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(LineError) -> Event.Personal {
        guard let value = try? JSON(parsing: Array(bytes[range])), value["salt"]?.text != nil else {
            throw .malformed(member: "personal")
        }
        return Event.Personal(
            text: value["text"]?.text, name: value["name"]?.text, phone: value["phone"]?.text,
            topic: value["topic"]?.text)
    }
}

extension LineScanner {
    /// A deputy's or station's code, or nothing.
    fileprivate func code(_ value: Range<Int>) -> Code? {
        plainString(value).flatMap { try? Code(parsing: $0) }
    }

    /// A keyed hash.
    fileprivate func digest(_ value: Range<Int>?, _ name: String) throws(LineError) -> Digest {
        guard let digest = value.flatMap(plainString).flatMap({ Digest(hex: $0) }) else {
            throw .malformed(member: name)
        }
        return digest
    }
}

/// Where the members of a line stand.
private struct LineFields {
    var sequence, previous, at, kind, caseNumber, by, behalf, to, station, channel, topic: Range<Int>?
    var nonce, query, digest, grade, until, outcome, rating, segment, writer, witness: Range<Int>?
    var key, suspicion, arrived, reason, photos, sealed, hash, personal: Range<Int>?

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
            }
        case 3:
            if named("seq") {
                sequence = value
            } else if named("for") {
                behalf = value
            } else if named("key") {
                key = value
            }
        case 4:
            if named("prev") {
                previous = value
            } else if named("kind") {
                kind = value
            } else if named("case") {
                caseNumber = value
            } else if named("hash") {
                hash = value
            }
        case 5:
            if named("topic") {
                topic = value
            } else if named("nonce") {
                nonce = value
            } else if named("query") {
                query = value
            } else if named("grade") {
                grade = value
            } else if named("until") {
                until = value
            }
        case 6:
            if named("sealed") {
                sealed = value
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
            }
        case 8: if named("personal") { personal = value }
        case 9: if named("suspicion") { suspicion = value }
        default: break
        }
    }

    func body(_ scanner: LineScanner) throws(LineError) -> Event.Body {
        guard let kind = kind.flatMap(scanner.plainString) else { throw .malformed(member: "kind") }
        func word<T: RawRepresentable<String>>(_ range: Range<Int>?, _ name: String) throws(LineError) -> T {
            guard let content = range.flatMap(scanner.plainString),
                let value = T(rawValue: String(decoding: content, as: UTF8.self))
            else { throw .malformed(member: name) }
            return value
        }
        let digest = scanner.digest
        func code() throws(LineError) -> Code {
            guard let value = to.flatMap({ scanner.code($0) }) else { throw .malformed(member: "to") }
            return value
        }
        func date(_ range: Range<Int>?, _ name: String) throws(LineError) -> CivilDate {
            guard let date = range.flatMap(scanner.plainString).flatMap({ CivilDate(iso8601: $0) }) else {
                throw .malformed(member: name)
            }
            return date
        }
        switch String(decoding: kind, as: UTF8.self) {
        case "received":
            return .received(
                Event.Receipt(
                    to: try code(), channel: try word(channel, "channel"), topic: topic.flatMap(scanner.text),
                    nonce: try digest(nonce, "nonce"), query: try digest(query, "query"),
                    digest: try digest(self.digest, "digest"),
                    suspicion: suspicion == nil ? nil : try word(suspicion, "suspicion"),
                    arrivedOn: arrived == nil ? nil : try date(arrived, "arrived")))
        case "appended": return .appended(digest: try digest(self.digest, "digest"))
        case "answered": return .answered(digest: try digest(self.digest, "digest"))
        case "acknowledged": return .acknowledged(try word(grade, "grade"))
        case "asked": return .asked
        case "replied": return .replied
        case "extended": return .extended(until: try date(until, "until"))
        case "transferred":
            guard let id = station.flatMap(scanner.plainString).flatMap({ StationID(bytes: $0) }) else {
                throw .malformed(member: "station")
            }
            return .transferred(to: try code(), station: id)
        case "claimed": return .claimed(by: try code())
        case "closed": return .closed(try word(outcome, "outcome"))
        case "reopened": return .reopened
        case "rated": return .rated(try word(rating, "rating"))
        case "erased": return .erased(reason: reason.flatMap(scanner.text))
        case "referred": return .referred
        case "released": return .released
        case "discarded": return .discarded
        default: throw .unknown(member: "kind")
        }
    }

    func opening(at: Timestamp, _ bytes: UnsafeBufferPointer<UInt8>) throws(LineError) -> SegmentOpening {
        guard let value = try? JSON(parsing: Array(bytes)),
            let station = value["station"]?.text.flatMap({ StationID($0) }),
            let segment = value["segment"]?.text.flatMap({ SegmentName($0) }),
            let writer = value["writer"]?.text,
            let heads = value["witness"]?.elements
        else { throw .malformed(member: "opened") }
        var witness: [SegmentHead] = []
        for head in heads {
            guard let name = head["segment"]?.text.flatMap({ SegmentName($0) }),
                let sequence = head["seq"]?.integer,
                let hash = head["hash"]?.text, hash.utf8.count == 64
            else { throw .malformed(member: "witness") }
            witness.append(SegmentHead(segment: name, sequence: sequence, hash: Array(hash.utf8)))
        }
        return SegmentOpening(at: at, station: station, segment: segment, writer: writer, witness: witness)
    }
}
