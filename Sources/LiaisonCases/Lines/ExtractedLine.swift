import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What folding needs of one line of a segment: everything but texts, hashes and salts.
struct ExtractedLine: Equatable {
    /// The line's bytes in the segment, its newline included.
    var length: Int
    /// Whether the line has words, whatever has become of them.
    var hasWords: Bool
    var content: Content

    enum Content: Equatable {
        /// No line at all.
        case damaged
        case opening([SegmentMark])
        case event(Event)
        /// What belongs to no case, and the line as it stands in the segment but for what a person typed.
        case record(Record, line: [UInt8])
        /// Something that this release doesn't know, or not all of: what it takes it for, and the line as it stands in the
        /// segment but for what a person typed, so that the release that knows it can read it from here.
        case newer(LedgerLine.Content, line: [UInt8])
    }

    /// - Parameters:
    ///   - line: A line of a segment.
    ///   - bytes: Those it was read from, without the newline.
    init(_ line: LedgerLine, _ bytes: UnsafeBufferPointer<UInt8>) {
        length = bytes.count + 1
        hasWords = line.words == .present || line.words == .torn
        if line.isNewer {
            content = .newer(line.content, line: LineScanner.withoutWords(bytes))
        } else {
            content = Self.content(line.content, bytes)
        }
    }

    /// - Parameter bytes: What stands where a line should, without the newline.
    init(damaged bytes: UnsafeBufferPointer<UInt8>) {
        (length, hasWords, content) = (bytes.count + 1, false, .damaged)
    }

    /// - Parameters:
    ///   - written: What a line says that this process writes.
    ///   - bytes: The line, without the newline.
    ///   - hasWords: Whether what a person typed stands in it.
    init(_ written: LedgerLine.Content, _ bytes: UnsafeBufferPointer<UInt8>, hasWords: Bool) {
        length = bytes.count + 1
        self.hasWords = hasWords
        content = Self.content(written, bytes)
    }

    init(length: Int, hasWords: Bool, content: Content) {
        (self.length, self.hasWords, self.content) = (length, hasWords, content)
    }

    private static func content(
        _ known: LedgerLine.Content, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Content {
        switch known {
        case .opened(let opening): return .opening(opening.marks)
        case .event(var event):
            event.personal = nil
            return .event(event)
        case .record(var record):
            record.words = nil
            return .record(record, line: LineScanner.withoutWords(bytes))
        // Nobody writes what they don't know; and an extract of it would be read anew.
        case .newer: return .newer(known, line: [])
        }
    }
}

/// An event is a byte of kind and of the flag that it has words, a byte of further flags, its length, and what these call
/// for. One that the compact form has no room for (``Event/isKnownToExtracts``) stands as the JSON line that it would be in
/// a segment, without words; so does whatever only a newer release knows all of, as it stands in the segment: the release
/// that knows it reads it from here.
extension ExtractEncoder {
    /// Appends one line.
    mutating func append(_ line: ExtractedLine) {
        switch line.content {
        case .damaged: append(damagedLineOf: line.length)
        case .opening(let marks): append(marks, ofLength: line.length)
        case .event(let event):
            if event.isKnownToExtracts, let kind = event.body.kind.known {
                append(event, kind, of: line)
            } else {
                var json: [UInt8] = []
                _ = LedgerLine.append(
                    .event(event), words: nil, sequence: 0, previous: .none, to: &json)
                append(verbatim: json.dropLast(), ofLength: line.length, hasWords: line.hasWords)
            }
        case .record(_, let json), .newer(_, let json):
            append(verbatim: json, ofLength: line.length, hasWords: line.hasWords)
        }
    }

    private mutating func append(_ event: Event, _ kind: EventKind, of line: ExtractedLine) {
        let isForeign = event.caseNumber.station != station
        append(kind.extractNumber | (line.hasWords ? ExtractKind.words : 0))
        append(
            (isForeign ? EventFlags.foreign : 0) | (event.actor == nil ? 0 : EventFlags.actor)
                | (event.key == nil ? 0 : EventFlags.key)
                | (event.nonce == nil ? 0 : EventFlags.nonce))
        append(line.length)
        append(event.at)
        if isForeign { append(event.caseNumber.station.description) }
        append(event.caseNumber.serial)
        if let actor = event.actor {
            append(actor.role)
            append(actor.onBehalfOf)
        }
        if let key = event.key { append(key) }
        if let nonce = event.nonce { append(nonce) }
        switch event.body {
        case .received(let receipt):
            append(receipt.to)
            append(receipt.channel.word)
            append(receipt.topic ?? "")
            append(receipt.suspicion?.word ?? "")
            for digest in [receipt.nonce, receipt.query, receipt.digest] { append(digest) }
        case .appended(let digest), .answered(let digest): append(digest)
        case .acknowledged(let grade): append(grade.word)
        case .extended(let date): append(date.daysSince1970)
        case .transferred(let code, let station):
            append(code)
            append(station.description)
        case .claimed(let code): append(code)
        case .closed(let outcome): append(outcome.word)
        case .rated(let rating, let solved):
            append(rating.word)
            append(solved?.word ?? "")
        case .assigned(let until): append(until.map { $0.daysSince1970 + 1 } ?? 0)
        case .erased(let reason): append(reason ?? "")
        case .notified(let told):
            append(told.news.word)
            append(told.to)
            append(told.channel ?? "")
        case .asked, .replied, .reopened, .referred, .released, .discarded, .urged, .newer: break
        }
    }

    private mutating func append(_ code: Code?) { append(code.map { $0.packed + 1 } ?? 0) }

    private mutating func append(_ digest: Digest) {
        withUnsafeBytes(of: digest.value.littleEndian) { append(run: $0) }
    }
}

/// What an event's second byte says: which members follow.
enum EventFlags {
    static let foreign: UInt8 = 0x01
    static let actor: UInt8 = 0x02
    static let key: UInt8 = 0x04
    static let nonce: UInt8 = 0x08
}

extension EventKind {
    /// The number by which extracts know it, behind those of ``ExtractKind``; none is ever given anew.
    var extractNumber: UInt8 {
        switch self {
        case .received: 3
        case .appended: 4
        case .acknowledged: 5
        case .asked: 6
        case .answered: 7
        case .replied: 8
        case .extended: 9
        case .transferred: 10
        case .claimed: 11
        case .closed: 12
        case .reopened: 13
        case .rated: 14
        case .erased: 15
        case .referred: 16
        case .released: 17
        case .discarded: 18
        case .assigned: 19
        case .urged: 20
        case .notified: 21
        }
    }

    /// The kinds by their numbers, as many as a byte without its flag can be.
    static let byExtractNumber: [EventKind?] = {
        var kinds = [EventKind?](repeating: nil, count: 256)
        for kind in allCases { kinds[Int(kind.extractNumber)] = kind }
        return kinds
    }()
}

extension Event {
    /// Whether the compact form holds all of the event.
    var isKnownToExtracts: Bool {
        var known = Event(at: at, caseNumber: caseNumber, body: body, actor: actor, key: key, nonce: nonce)
        if case .erased("") = body { return false }
        if case .notified(let told) = body, told.channel == "" { return false }
        if body.isNewer { return false }
        if case .received(let receipt) = body {
            if receipt.topic == "" { return false }
            known.body = .received(
                Receipt(
                    to: receipt.to, channel: receipt.channel, topic: receipt.topic, nonce: receipt.nonce,
                    query: receipt.query, digest: receipt.digest, suspicion: receipt.suspicion))
        }
        return known == self
    }
}
