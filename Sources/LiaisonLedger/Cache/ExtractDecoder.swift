import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// Reads lines that an ``ExtractEncoder`` has written.
struct ExtractDecoder {
    private var reader: ByteReader
    private var texts: [String] = []
    private var lastAt: Int64 = 0
    private let station: StationID

    /// That the bytes are no extracted lines.
    struct Malformed: Error {}

    /// - Parameters:
    ///   - bytes: The lines; they must stay where they are.
    ///   - station: Whose lines.
    init(_ bytes: UnsafeRawBufferPointer, station: StationID) {
        reader = ByteReader(bytes)
        self.station = station
    }

    /// The next line, or nothing after the last.
    mutating func next() throws(Malformed) -> ExtractedLine? {
        do {
            return reader.isAtEnd ? nil : try line()
        } catch {
            throw Malformed()
        }
    }

    private mutating func line() throws -> ExtractedLine {
        let head = try reader.byte()
        guard let kind = ExtractKind(number: head & ExtractFlags.kinds) else { throw Malformed() }
        var flags: UInt8 = 0
        if case .event = kind { flags = try reader.byte() }
        let length = try bounded(1 << 40)
        let content: ExtractedLine.Content
        switch kind {
        case .damaged: content = .damaged
        case .opening:
            content = .opening(
                try (0..<reader.count()).map { _ in
                    SegmentMark(
                        name: SegmentName(month: try reader.count(), number: try reader.count()),
                        lines: try reader.count())
                })
        case .verbatim:
            let json = Array(try reader.run(reader.count()))
            let line = try LedgerLine(decoding: json, withPersonal: false)
            content =
                switch line.content {
                case _ where line.isNewer: .newer(line.content, line: json)
                case .event(let event): .event(event)
                case .record(let record): .record(record, line: json)
                // Known since: the line was stored by a release that didn't know it.
                case .opened(let opening): .opening(opening.marks)
                case .newer: throw Malformed()
                }
        case .event(let kind): content = .event(try event(kind, flags))
        }
        return ExtractedLine(length: length, hasWords: head & ExtractFlags.words != 0, content: content)
    }

    private mutating func event(_ kind: EventKind, _ flags: UInt8) throws -> Event {
        let difference = try reader.number()
        lastAt &+= Int64(bitPattern: difference >> 1) ^ -Int64(bitPattern: difference & 1)
        let station = flags & ExtractFlags.foreign == 0 ? self.station : try stationID()
        let number = CaseNumber(station: station, serial: try reader.number())
        var actor: Actor?
        if flags & ExtractFlags.actor != 0 { actor = Actor(role: try text(), onBehalfOf: try optionalCode()) }
        let key = flags & ExtractFlags.key == 0 ? nil : try digest()
        let nonce = flags & ExtractFlags.nonce == 0 ? nil : try digest()
        return Event(
            at: Timestamp(milliseconds: lastAt), caseNumber: number, body: try body(kind), actor: actor,
            key: key, nonce: nonce)
    }

    private mutating func body(_ kind: EventKind) throws -> Event.Body {
        switch kind {
        case .received:
            let to = try code()
            let channel = Choice<Channel>(word: try text())
            let topic = try text()
            let suspicion = try text()
            return .received(
                Event.Receipt(
                    to: to, channel: channel, topic: topic.isEmpty ? nil : topic, nonce: try digest(),
                    query: try digest(), digest: try digest(),
                    suspicion: suspicion.isEmpty ? nil : Choice(word: suspicion)))
        case .appended: return .appended(digest: try digest())
        case .answered: return .answered(digest: try digest())
        case .acknowledged: return .acknowledged(Choice(word: try text()))
        case .asked: return .asked
        case .replied: return .replied
        case .extended: return .extended(until: CivilDate(daysSince1970: try bounded(4_000_000)))
        case .transferred: return .transferred(to: try code(), station: try stationID())
        case .claimed: return .claimed(by: try code())
        case .closed: return .closed(Choice(word: try text()))
        case .reopened: return .reopened
        case .rated:
            let rating = Choice<Rating>(word: try text())
            let solved = try text()
            return .rated(rating, solved: solved.isEmpty ? nil : Choice(word: solved))
        case .assigned:
            let until = try bounded(4_000_000)
            return .assigned(until: until == 0 ? nil : CivilDate(daysSince1970: until - 1))
        case .urged: return .urged
        case .notified:
            let news = Choice<NewsKind>(word: try text())
            let to = try code()
            let channel = try text()
            return .notified(
                Event.Notification(news: news, to: to, channel: channel.isEmpty ? nil : channel))
        case .erased:
            let reason = try text()
            return .erased(reason: reason.isEmpty ? nil : reason)
        case .referred: return .referred
        case .released: return .released
        case .discarded: return .discarded
        }
    }

    private mutating func bounded(_ most: Int) throws -> Int {
        let count = try reader.count()
        guard count <= most else { throw Malformed() }
        return count
    }

    private mutating func optionalCode() throws -> Code? {
        let number = try reader.number()
        guard number > 0 else { return nil }
        guard let code = Code(packed: number - 1) else { throw Malformed() }
        return code
    }

    private mutating func code() throws -> Code {
        guard let code = try optionalCode() else { throw Malformed() }
        return code
    }

    private mutating func digest() throws -> Digest {
        Digest(value: UInt128(littleEndian: try reader.run(16).loadUnaligned(as: UInt128.self)))
    }

    private mutating func stationID() throws -> StationID {
        guard let station = StationID(try text()) else { throw Malformed() }
        return station
    }

    private mutating func text() throws -> String {
        let number = try reader.count()
        if number > 0 {
            guard number <= texts.count else { throw Malformed() }
            return texts[number - 1]
        }
        let text = String(decoding: try reader.run(reader.count()), as: UTF8.self)
        texts.append(text)
        return text
    }
}
