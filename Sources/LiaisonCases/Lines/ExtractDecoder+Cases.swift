import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension SegmentExtract {
    /// Reads the lines, one after another: a start goes over millions of them.
    ///
    /// - Parameters:
    ///   - station: Whose segment.
    ///   - body: Gets each line.
    /// - Returns: Whether the bytes are so many lines of that stretch; if not, what `body` got is worth nothing.
    func forEachLine(of station: StationID, _ body: (consuming ExtractedLine) -> Void) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var decoder = ExtractDecoder(buffer, station: station)
            var (count, length) = (0, 0)
            do throws(ExtractDecoder.Malformed) {
                while let line = try decoder.next() {
                    count += 1
                    length += line.length
                    body(line)
                }
            } catch {
                return false
            }
            return count == lineCount && length == range.count
        }
    }
}

extension ExtractDecoder {
    /// The next line, or nothing after the last.
    mutating func next() throws(Malformed) -> ExtractedLine? {
        if isAtEnd { return nil }
        let head = try byte()
        let hasWords = head & ExtractKind.words != 0
        switch head & ExtractKind.mask {
        case ExtractKind.damaged:
            return ExtractedLine(length: try length(), hasWords: hasWords, content: .damaged)
        case ExtractKind.opening:
            return ExtractedLine(length: try length(), hasWords: hasWords, content: .opening(try marks()))
        case ExtractKind.verbatim:
            return ExtractedLine(
                length: try length(), hasWords: hasWords, content: try Self.content(of: verbatim()))
        case let number:
            guard let kind = EventKind.byExtractNumber[Int(number)] else { throw Malformed() }
            let flags = try byte()
            return ExtractedLine(
                length: try length(), hasWords: hasWords, content: .event(try event(kind, flags)))
        }
    }

    private mutating func length() throws(Malformed) -> Int { try count(atMost: 1 << 40) }

    private static func content(of json: [UInt8]) throws(Malformed) -> ExtractedLine.Content {
        let line: LedgerLine
        do throws(LineError) { line = try LedgerLine(decoding: json, withPersonal: false) } catch {
            throw Malformed()
        }
        if line.isNewer { return .newer(line.content, line: json) }
        switch line.content {
        case .event(let event): return .event(event)
        case .record(let record): return .record(record, line: json)
        // Known since: the line was stored by a release that didn't know it.
        case .opened(let opening): return .opening(opening.marks)
        case .newer: throw Malformed()
        }
    }

    private mutating func event(_ kind: EventKind, _ flags: UInt8) throws(Malformed) -> Event {
        let at = try moment()
        let station = flags & EventFlags.foreign == 0 ? self.station : try stationID()
        let number = CaseNumber(station: station, serial: try number())
        var actor: Actor?
        if flags & EventFlags.actor != 0 { actor = Actor(role: try text(), onBehalfOf: try optionalCode()) }
        let key = flags & EventFlags.key == 0 ? nil : try digest()
        let nonce = flags & EventFlags.nonce == 0 ? nil : try digest()
        return Event(
            at: at, caseNumber: number, body: try body(kind), actor: actor,
            key: key, nonce: nonce)
    }

    private mutating func body(_ kind: EventKind) throws(Malformed) -> Event.Body {
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
        case .extended: return .extended(until: CivilDate(daysSince1970: try count(atMost: 4_000_000)))
        case .transferred: return .transferred(to: try code(), station: try stationID())
        case .claimed: return .claimed(by: try code())
        case .closed: return .closed(Choice(word: try text()))
        case .reopened: return .reopened
        case .rated:
            let rating = Choice<Rating>(word: try text())
            let solved = try text()
            return .rated(rating, solved: solved.isEmpty ? nil : Choice(word: solved))
        case .assigned:
            let until = try count(atMost: 4_000_000)
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

    private mutating func optionalCode() throws(Malformed) -> Code? {
        let number = try number()
        guard number > 0 else { return nil }
        guard let code = Code(packed: number - 1) else { throw Malformed() }
        return code
    }

    private mutating func code() throws(Malformed) -> Code {
        guard let code = try optionalCode() else { throw Malformed() }
        return code
    }

    private mutating func digest() throws(Malformed) -> Digest {
        Digest(value: UInt128(littleEndian: try run(16).loadUnaligned(as: UInt128.self)))
    }

    private mutating func stationID() throws(Malformed) -> StationID {
        guard let station = StationID(try text()) else { throw Malformed() }
        return station
    }
}
