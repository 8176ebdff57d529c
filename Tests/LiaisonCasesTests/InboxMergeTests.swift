import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

@Suite struct InboxMergeTests {
    static let number = CaseNumber(
        station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 5)

    static func events() throws -> [Event] {
        let receipt = Event.Receipt(
            to: try Code(parsing: "0000000"), channel: .scan, topic: nil, nonce: Digest(value: 1),
            query: Digest(value: 2),
            digest: Digest(value: 3))
        let bodies: [Event.Body] = [
            .received(receipt), .acknowledged(.major), .asked, .answered(digest: Digest(value: 4)), .replied,
            .closed(.resolved), .reopened, .replied,
        ]
        return bodies.enumerated().map { index, body in
            Event(at: Timestamp(milliseconds: Int64(index) * 86_400_000), caseNumber: number, body: body)
        }
    }

    @Test(arguments: 0..<200)
    func anyOrderOfArrivalGivesTheSameCase(seed: Int) throws {
        var generator = Seeded(state: UInt64(seed))
        let events = try Self.events()
        // Three writers, each event with a random one of them; lines within a segment keep their order.
        var bySegment: [[Event]] = [[], [], []]
        for event in events { bySegment[Int.random(in: 0..<3, using: &generator)].append(event) }
        var inbox = Inbox.empty(LedgerFixture.station)
        for index in 0..<3 {
            var segment = SegmentIndex(name: SegmentName(month: 202_512, number: index + 1))
            for line in 0...bySegment[index].count { segment.addLine(from: line, to: line + 1) }
            inbox.lines.add(segment)
        }
        var arrivals = bySegment.indices.flatMap { segment in
            bySegment[segment].enumerated().map { ($1, LinePlace(segment: segment, line: $0 + 1)) }
        }
        arrivals.shuffle(using: &generator)
        for (event, place) in arrivals { inbox.fold.absorb(event, at: place, in: inbox.lines) }
        for index in inbox.fold.unordered { inbox.fold.refold(index, arrivals, in: inbox.lines) }

        #expect(inbox.fold.cases.count == 1)
        let folded = inbox.fold.cases[0]
        #expect(folded.state == Case.State.replied)
        #expect(folded.grade == .known(.major))
        #expect(folded.terms == DeadlineTerms(grade: .major, restartedOn: CivilDate(daysSince1970: 6)))
        #expect(folded.outcome == nil)
        #expect(inbox.fold.places(ofCase: 0).count == events.count)
    }

    /// Any event after the message, those that make no sense after the one before too: two servers may write them.
    private static func anyBody(_ index: Int, using generator: inout Seeded) throws -> Event.Body {
        let digest = Digest(value: UInt128(100 + index))
        let code = try Code(parsing: Bool.random(using: &generator) ? "100000Y" : "200000X")
        let bodies: [Event.Body] = [
            .appended(digest: digest),
            .acknowledged(Grade.allCases.randomElement(using: &generator) ?? .simple),
            .asked, .answered(digest: digest), .replied,
            .extended(until: CivilDate(daysSince1970: 60 + index)),
            .transferred(to: code, station: number.station), .claimed(by: code), .claimed(by: code),
            .closed(Outcome.allCases.randomElement(using: &generator) ?? .resolved), .reopened,
            .rated(Rating.allCases.randomElement(using: &generator) ?? .fair),
        ]
        return bodies[Int.random(in: bodies.indices, using: &generator)]
    }

    @Test(arguments: 0..<300)
    func serversThatWriteAtOnceAgreeOnTheCase(seed: Int) throws {
        var generator = Seeded(state: UInt64(seed) + 1000)
        let message = try Self.events()[0]
        let count = Int.random(in: 2...20, using: &generator)
        let segments = (1...4).map { SegmentName(month: 202_512, number: $0) }
        var inbox = Inbox.empty(LedgerFixture.station)
        var next = [Int](repeating: 1, count: segments.count)
        for name in segments {
            var segment = SegmentIndex(name: name)
            for line in 0...count { segment.addLine(from: line, to: line + 1) }
            inbox.lines.add(segment)
        }
        // Coarse times, so that several servers often write in the same instant.
        var day: Int64 = 0
        var written: [(event: Event, place: LinePlace)] = [(message, LinePlace(segment: 0, line: 1))]
        next[0] = 2
        for index in 0..<count - 1 {
            day += Int64.random(in: 0...1, using: &generator)
            let segment = Int.random(in: 0..<4, using: &generator)
            let at = Timestamp(milliseconds: message.at.milliseconds + 1 + day * 86_400_000)
            let body = try Self.anyBody(index, using: &generator)
            let event = Event(at: at, caseNumber: Self.number, body: body, key: Digest(value: UInt128(index)))
            written.append((event, LinePlace(segment: segment, line: next[segment])))
            next[segment] += 1
        }
        let ordered = written.sorted {
            inbox.lines.order(of: $0.place, at: $0.event.at)
                < inbox.lines.order(of: $1.place, at: $1.event.at)
        }
        guard case .received(let receipt) = message.body else { return }
        var expected = Case(number: Self.number, received: message.at, receipt: receipt)
        for (event, _) in ordered { expected.apply(event) }

        written.shuffle(using: &generator)
        for (event, place) in written { inbox.fold.absorb(event, at: place, in: inbox.lines) }
        for index in inbox.fold.unordered {
            inbox.fold.refold(index, written.map { ($0.event, $0.place) }, in: inbox.lines)
        }
        #expect(Array(inbox.fold.cases) == [expected])
    }

    @Test func aPointerToAnotherStationsCaseMakesNoCase() throws {
        let foreign = CaseNumber(
            station: literal(StationID("SS01")), date: CivilDate(daysSince1970: 20_000), value: 5)
        var inbox = Self.inbox(lines: 4)
        let message = try Self.events()[0]
        inbox.fold.absorb(message, at: LinePlace(segment: 0, line: 1), in: inbox.lines)
        let pointer = Event(at: message.at, caseNumber: foreign, body: .referred)
        inbox.begin()
        inbox.fold.absorb(pointer, at: LinePlace(segment: 0, line: 2), in: inbox.lines)
        #expect(inbox.fold.cases.count == 1)
        #expect(inbox.fold.referrals == [foreign: LinePlace(segment: 0, line: 2)])
        _ = inbox.settle(keeping: false, isAbandoned: false)
        #expect(inbox.fold.referrals.isEmpty)
    }

    @Test func rollingBackRestoresEveryCase() throws {
        let events = try Self.events()
        var inbox = Self.inbox(lines: 10)
        inbox.fold.absorb(events[0], at: LinePlace(segment: 0, line: 1), in: inbox.lines)
        let before = inbox.fold.cases
        inbox.begin()
        inbox.fold.absorb(events[1], at: LinePlace(segment: 0, line: 2), in: inbox.lines)
        var other = events[0]
        other.caseNumber = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 6)
        if case .received(var receipt) = other.body {
            receipt.nonce = Digest(value: 9)
            other.body = .received(receipt)
        }
        inbox.fold.absorb(other, at: LinePlace(segment: 0, line: 3), in: inbox.lines)
        #expect(inbox.fold.cases.count == 2)
        _ = inbox.settle(keeping: false, isAbandoned: false)
        #expect(inbox.fold.cases == before)
        #expect(inbox.fold.index(of: other.caseNumber) == nil)
        #expect(inbox.fold.index(ofNonce: Digest(value: 9)) == nil)
        #expect(inbox.fold.places(ofCase: 0).count == 1)
    }

    /// A fold of nothing, with segments that have room for the lines of events.
    private static func inbox(segments: Int = 1, lines: Int) -> Inbox {
        var inbox = Inbox.empty(LedgerFixture.station)
        for number in 1...segments {
            var segment = SegmentIndex(name: SegmentName(month: 202_512, number: number))
            for line in 0..<lines { segment.addLine(from: line, to: line + 1) }
            inbox.lines.add(segment)
        }
        return inbox
    }

    /// Three messages of which two, or all, were given one number, some given another since, acts on all of them: lines and
    /// segments in any order.
    @Test(arguments: 0..<300) func anyOrderOfArrivalGivesTheSameNumbers(seed: Int) throws {
        var generator = Seeded(state: UInt64(seed) + 5000)
        let values: [UInt64] = [5, 6, 7]
        let numbers = values.map {
            CaseNumber(station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: $0)
        }
        var written: [(event: Event, place: LinePlace)] = []
        var next = [1, 1, 1, 1]
        func write(_ event: Event, using generator: inout Seeded) {
            let segment = Int.random(in: 0..<4, using: &generator)
            var event = event
            event.at = Timestamp(milliseconds: Int64(written.count / 3))
            written.append((event, LinePlace(segment: segment, line: next[segment])))
            next[segment] += 1
        }
        for _ in 0..<12 {
            let nonce = Digest(value: UInt128(Int.random(in: 1...3, using: &generator)))
            var message = try Self.events()[0]
            guard case .received(var receipt) = message.body else { return }
            receipt.nonce = nonce
            receipt.query = nonce
            receipt.digest = nonce
            message.body = .received(receipt)
            message.caseNumber = numbers[Int.random(in: 0..<3, using: &generator)]
            write(message, using: &generator)
            let key = Digest(value: UInt128(Int.random(in: 100...103, using: &generator)))
            var act = Event(
                at: message.at, caseNumber: message.caseNumber,
                body: .extended(until: .init(daysSince1970: 1)),
                key: key, nonce: nonce)
            if Bool.random(using: &generator) { act.body = .replied }
            write(act, using: &generator)
        }
        func fold(_ arrivals: [(event: Event, place: LinePlace)]) -> Inbox {
            var inbox = Self.inbox(segments: 4, lines: 25)
            for (event, place) in arrivals { inbox.fold.absorb(event, at: place, in: inbox.lines) }
            for index in inbox.fold.unordered {
                let places = Set(inbox.fold.places(ofCase: index))
                let own = written.filter { places.contains($0.place) }.map { ($0.event, $0.place) }
                inbox.fold.refold(index, own, in: inbox.lines)
            }
            return inbox
        }
        func seen(_ inbox: Inbox) -> [String] {
            let cases = inbox.fold.cases.sorted { $0.nonce.value < $1.nonce.value }
            let lookups = numbers.map { number in
                let found = inbox.fold.index(of: number).map { "\(inbox.fold.cases[$0].nonce.value)" } ?? "-"
                return found
                    + cases.map { inbox.fold.index(of: number, query: $0.query) == nil ? "-" : "+" }.joined()
            }
            return cases.map { "\($0)" } + lookups
        }
        let expected = seen(fold(written))
        #expect(seen(fold(written.shuffled(using: &generator))) == expected)
        // By its latest line, and found under every number that it ever had.
        let inbox = fold(written.reversed())
        for index in inbox.fold.cases.indices {
            let messages = written.filter { $0.event.ofNonce == inbox.fold.cases[index].nonce }
                .filter { $0.event.body.kind == .known(.received) }
                .sorted {
                    inbox.lines.order(of: $0.place, at: $0.event.at)
                        < inbox.lines.order(of: $1.place, at: $1.event.at)
                }
            #expect(inbox.fold.cases[index].number == messages.last?.event.caseNumber)
            for message in messages {
                #expect(
                    inbox.fold.index(of: message.event.caseNumber, query: inbox.fold.cases[index].query)
                        == index)
            }
        }
    }

    @Test func rollingBackANumberRestoresTheOneOfBefore() throws {
        var inbox = Self.inbox(lines: 10)
        let message = try Self.events()[0]
        inbox.fold.absorb(message, at: LinePlace(segment: 0, line: 1), in: inbox.lines)
        let before = inbox.fold.cases
        var again = message
        again.caseNumber = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 6)
        inbox.begin()
        inbox.fold.absorb(again, at: LinePlace(segment: 0, line: 2), in: inbox.lines)
        #expect(inbox.fold.cases.map(\.number) == [again.caseNumber])
        #expect(inbox.fold.index(of: Self.number) == 0)
        _ = inbox.settle(keeping: false, isAbandoned: false)
        #expect(inbox.fold.cases == before)
        #expect(inbox.fold.index(of: again.caseNumber) == nil)
        #expect(inbox.fold.index(of: Self.number) == 0)
        #expect(inbox.fold.repeated.isEmpty)
        // The table still knows it when it grows.
        inbox.fold.absorb(again, at: LinePlace(segment: 0, line: 2), in: inbox.lines)
        #expect(inbox.fold.index(of: again.caseNumber) == 0)
        #expect(inbox.fold.index(of: Self.number) == 0)
    }

    @Test func rollingBackGivesWhatWaitedForAMessageBack() throws {
        var inbox = Self.inbox(segments: 2, lines: 3)
        let events = try Self.events()
        inbox.fold.absorb(events[1], at: LinePlace(segment: 1, line: 1), in: inbox.lines)
        for _ in 0..<2 {
            inbox.begin()
            inbox.fold.absorb(events[0], at: LinePlace(segment: 0, line: 1), in: inbox.lines)
            #expect(inbox.fold.cases.map(\.grade) == [.known(.major)])
            _ = inbox.settle(keeping: false, isAbandoned: false)
            #expect(inbox.fold.cases.isEmpty)
            #expect(inbox.fold.caseLines.caseIndex(of: LinePlace(segment: 1, line: 1)) == nil)
        }
    }

    @Test func twoMessagesWithOneNumberAreBothKept() throws {
        var inbox = Self.inbox(lines: 3)
        let first = try Self.events()[0]
        var second = first
        if case .received(var receipt) = second.body {
            receipt.nonce = Digest(value: 8)
            receipt.query = Digest(value: 9)
            second.body = .received(receipt)
        }
        inbox.fold.absorb(first, at: LinePlace(segment: 0, line: 1), in: inbox.lines)
        inbox.fold.absorb(second, at: LinePlace(segment: 0, line: 2), in: inbox.lines)
        #expect(inbox.fold.cases.count == 2)
        #expect(inbox.fold.index(of: Self.number, query: Digest(value: 2)) == 0)
        #expect(inbox.fold.index(of: Self.number, query: Digest(value: 9)) == 1)
    }
}
