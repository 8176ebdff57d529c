import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// The same form once more with something changed, as after the back button: what differs is added, once.
@Suite struct ChangedFormTests {
    private static let station = LedgerFixture.station
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    /// What a citizen may fill in.
    struct Fields: Sendable, Equatable {
        var text: String? = "路灯坏了"
        var name: String?
        var phone: String?
        var topic: String?
        var ownTopic: String?

        init(
            _ text: String = "路灯坏了", name: String? = nil, phone: String? = nil, topic: String? = nil,
            ownTopic: String? = nil
        ) {
            self.text = text
            self.name = name
            self.phone = phone
            self.topic = topic
            self.ownTopic = ownTopic
        }

        init(_ event: Event) {
            text = event.personal?.text
            name = event.personal?.name
            phone = event.personal?.phone
            ownTopic = event.personal?.topic
            topic = event.topic
        }
    }

    @discardableResult
    private func send(_ fields: Fields, to ledger: Ledger? = nil, nonce: String = "n1") throws -> Commitment {
        var form = try submission(fields.text ?? "", nonce: nonce)
        form.topic = fields.topic
        form.personal = Event.Personal(
            text: fields.text, name: fields.name, phone: fields.phone, topic: fields.ownTopic)
        return try (ledger ?? fixture.ledger).perform(.submission(form), station: Self.station)
    }

    private static let whole = Fields(name: "张三", phone: "13800138000", topic: "道路交通")

    private static func addition(_ change: (inout Fields) -> Void) -> Fields {
        var fields = Fields()
        fields.text = nil
        change(&fields)
        return fields
    }

    @Test(
        arguments: [
            (Fields(), Fields(name: "张三"), addition { $0.name = "张三" }),
            (Fields(), Fields(phone: "13800138000"), addition { $0.phone = "13800138000" }),
            (Fields(), Fields(topic: "道路交通"), addition { $0.topic = "道路交通" }),
            (Fields(), Fields(ownTopic: "井盖"), addition { $0.ownTopic = "井盖" }),
            (whole, Fields(name: "张三丰", phone: "13800138000", topic: "道路交通"), addition { $0.name = "张三丰" }),
            (
                whole, Fields("还有井盖", name: "张三", phone: "13800138000", topic: "环境"),
                addition { ($0.text, $0.topic) = ("还有井盖", "环境") }
            ),
            (whole, Fields("还有井盖"), addition { $0.text = "还有井盖" }),
        ])
    func whatDiffersIsAddedOnce(first: Fields, second: Fields, added: Fields) throws {
        let number = try send(first).caseNumber
        #expect(try send(second) == Commitment(caseNumber: number, isNew: true))
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        for ledger in [fixture.ledger, other] {
            #expect(try send(second, to: ledger) == Commitment(caseNumber: number, isNew: false))
            #expect(try send(first, to: ledger) == Commitment(caseNumber: number, isNew: false))
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.map(\.event.body.kind.word) == ["received", "appended"])
            #expect(Fields(try #require(file.entries.last).event) == added)
            let newest = file.particulars
            #expect(newest.text == first.text)
            #expect(newest.name == second.name ?? first.name)
            #expect(newest.phone == second.phone ?? first.phone)
            #expect(newest.topic == second.topic ?? second.ownTopic ?? first.topic)
            let message = try #require(try ledger.messages(of: [number]).first)
            #expect(message.event.personal?.text == first.text)
            #expect(message.event.personal?.name == newest.name)
            #expect(message.event.personal?.phone == newest.phone)
            #expect(message.event.topic == newest.topic)
            if let topic = second.topic { #expect(file.case.topic == topic) }
        }
        #expect(try other.verify().findings.isEmpty)
    }

    @Test func whatWasLeftEmptyTheSecondTimeStays() throws {
        let number = try send(Self.whole).caseNumber
        #expect(try !send(Fields()).isNew)
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.entries.count == 1)
        #expect(file.particulars.name == "张三")
    }

    @Test func theErasureTakesWhatWasAdded() throws {
        let number = try send(Fields()).caseNumber
        try send(Fields(name: "张三丰", phone: "13800138000"))
        try fixture.ledger.act(number, .erased(reason: nil))
        let store = String(decoding: try fixture.segment(1), as: UTF8.self)
        #expect(!store.contains("张三丰") && !store.contains("13800138000"))
        #expect(try fixture.ledger.caseFile(number)?.particulars.name == nil)
    }

    /// One server knew that the form was changed, the other took it for the message.
    @Test(arguments: [1, -1])
    func aChangeThatTwoServersTookIsOne(milliseconds: Int64) throws {
        let number = try send(Fields()).caseNumber
        let later = Fields(name: "张三丰")
        try send(later)
        let other = try LedgerFixture(now: LedgerFixture.noon.adding(milliseconds: milliseconds))
        try send(later, to: other.ledger)
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: try other.segment(1))
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        for ledger in [fixture.ledger, fresh] {
            try ledger.journal(of: Self.station).withFreshFold(maximumAge: 0) { _ in }
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.compactMap(\.event.personal?.text) == ["路灯坏了"])
            #expect(file.entries.compactMap(\.event.personal?.name) == ["张三丰"])
            #expect(file.particulars.name == "张三丰")
            // What lists show is what the case itself shows.
            let message = try #require(try ledger.messages(of: [number]).first)
            #expect(message.event.personal?.text == file.message?.event.personal?.text)
            #expect(message.event.personal?.name == "张三丰")
        }
    }

    @Test func listAndCaseShowTheSameTextWhereTwoCameAtOnce() throws {
        // The one that is folded first was seen last.
        try send(Fields("二"))
        let other = try LedgerFixture(now: LedgerFixture.noon.adding(milliseconds: -1))
        try send(Fields("一"), to: other.ledger)
        _ = try fixture.ledger.cases(of: Self.station)
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: try other.segment(1))
        try fixture.ledger.journal(of: Self.station).withFreshFold(maximumAge: 0) { _ in }
        let number = try #require(try fixture.ledger.cases(of: Self.station).first?.number)
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.entries.map(\.event.personal?.text) == ["一", "二"])
        #expect(file.particulars.text == "一")
        #expect(try fixture.ledger.messages(of: [number]).map(\.event.personal?.text) == ["一"])
    }

    /// A line of a version that knew a form by its text alone.
    private func leaveOldLine(_ fields: Fields) throws {
        let keys = fixture.ledger.keys
        let nonce = Array("n1".utf8)
        let number = CaseNumber(
            station: Self.station, date: BeijingTime(LedgerFixture.noon).date,
            value: keys.numberValue(forNonce: nonce, attempt: 0))
        let secrets = keys.secrets(ofNonce: nonce)
        let receipt = Event.Receipt(
            to: try Code(parsing: "0000000"), channel: .scan, topic: fields.topic, nonce: secrets.digest,
            query: keys.digest(of: secrets.queryCode),
            digest: keys.digest(ofText: fields.text ?? "", nonce: nonce))
        let opening = SegmentOpening(
            at: LedgerFixture.noon, station: Self.station, segment: try #require(SegmentName("2025-12-0009")),
            writer: "another", witness: [])
        let words = SealedWords(
            Event.Personal(text: fields.text, name: fields.name, phone: fields.phone, topic: fields.ownTopic))
        var bytes: [UInt8] = []
        let hash = LedgerLine.append(
            .opened(opening), words: nil, sequence: 0, previous: .none, to: &bytes)
        _ = LedgerLine.append(
            .event(Event(at: LedgerFixture.noon, caseNumber: number, body: .received(receipt))), words: words,
            sequence: 1, previous: hash, to: &bytes)
        try Files.makeDirectory(fixture.inbox)
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: bytes)
    }

    @Test(arguments: [Fields(), whole, Fields(name: "张三", ownTopic: "井盖")])
    func aFormOfAnEarlierVersionIsKnownAgain(fields: Fields) throws {
        try leaveOldLine(fields)
        #expect(try !send(fields).isNew)
        let number = try send(Fields(name: "张三丰")).caseNumber
        #expect(try !send(fields).isNew)
        let file = try #require(try fixture.ledger.caseFile(number))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "appended"])
        #expect(file.particulars.name == "张三丰")
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }

    @Test func theDigestOfATextAloneIsWhatItWas() throws {
        let keys = fixture.ledger.keys
        let nonce = Array("n1".utf8)
        let words = Event.Personal(text: "路灯坏了")
        #expect(keys.digest(of: words, topic: nil, nonce: nonce) == keys.digest(ofText: "路灯坏了", nonce: nonce))
        // No field can end in another.
        let fields: [(Event.Personal, String?)] = [
            (words, nil), (Event.Personal(text: "路灯坏了", name: "张"), nil),
            (Event.Personal(text: "路灯坏了", phone: "张"), nil), (words, "张"),
            (Event.Personal(text: "路灯坏了张"), nil), (Event.Personal(name: "路灯坏了"), nil),
            (Event.Personal(text: "路灯坏了", name: ""), nil),
        ]
        let digests = fields.map { keys.digest(of: $0.0, topic: $0.1, nonce: nonce) }
        #expect(Set(digests).count == digests.count)
    }
}

/// What a citizen adds from the receipt.
@Suite struct AdditionTests {
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    private func add(
        _ words: Event.Personal?, photos: [String] = [], topic: String? = nil, to number: CaseNumber,
        by ledger: Ledger
    ) throws -> Commitment {
        let digest = ledger.keys.digest(of: words ?? Event.Personal(), topic: topic, nonce: Array("r1".utf8))
        var action = CaseAction(number: number, body: .appended(digest: digest), personal: words)
        action.topic = topic
        action.photos = try photos.map { try ledger.photos.receive(PhotoTests.Upload($0)) }
        return try ledger.perform(.action(action), station: number.station)
    }

    @Test func photosWithoutAWordAreAddedOnceThroughTwoServers() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        for (ledger, isNew) in [(fixture.ledger, true), (other, false), (fixture.ledger, false)] {
            let answer = try add(nil, photos: ["phone.jpg"], to: number, by: ledger)
            #expect(answer == Commitment(caseNumber: number, isNew: isNew))
        }
        #expect(try add(nil, photos: ["screen.png"], to: number, by: other).isNew)
        for ledger in [fixture.ledger, other] {
            try ledger.journal(of: LedgerFixture.station).withFreshFold(maximumAge: 0) { _ in }
            let file = try #require(try ledger.caseFile(number))
            #expect(file.entries.map(\.event.photos.count) == [0, 1, 1])
            for stored in file.photos { #expect(try ledger.photos.read(stored) != nil) }
        }
        #expect(try other.verify().findings.isEmpty)
        try fixture.ledger.act(number, .erased(reason: nil))
        #expect(try Files.names(in: "\(fixture.directory)/stations/SS00/photos").isEmpty)
    }

    @Test func aTopicIsReadBackFromTheLine() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        _ = try add(Event.Personal(name: "张三"), topic: "环境", to: number, by: fixture.ledger)
        fixture.ledger.journal.saveExtracts()
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        #expect(try other.caseFile(number)?.case.topic == "环境")
        #expect(try other.caseFile(number)?.particulars.topic == "环境")
        #expect(try other.cases(of: LedgerFixture.station) == fixture.ledger.cases(of: LedgerFixture.station))
    }

    @Test func staffMakeRoomForMore() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        func add(_ text: String) throws {
            _ = try self.add(Event.Personal(text: text), to: number, by: fixture.ledger)
        }
        for index in 0..<CaseAdditions.limit {
            #expect(try fixture.ledger.caseFile(number)?.case.additions.areFull == false)
            try add("\(index)")
        }
        #expect(try fixture.ledger.caseFile(number)?.case.additions.areFull == true)
        #expect(throws: LedgerError.refused(.additionsFull)) { try add("还有") }
        // What is there already is no addition.
        try add("0")
        try fixture.ledger.act(number, .acknowledged(.simple))
        #expect(try fixture.ledger.caseFile(number)?.case.additions.areFull == false)
        try add("还有")
    }

    @Test func ratingsWithoutAWordHaveRoomOfTheirOwn() throws {
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        try fixture.ledger.act(number, .replied)
        func rate(_ index: Int) throws {
            _ = try fixture.ledger.perform(
                .action(CaseAction(number: number, body: .rated(index % 2 == 0 ? .fair : .satisfied))),
                station: number.station)
        }
        for index in 0..<(2 * CaseAdditions.limit) { try rate(index) }
        #expect(throws: LedgerError.refused(.additionsFull)) { try rate(0) }
        _ = try fixture.ledger.perform(
            .action(CaseAction(number: number, body: .reopened)), station: number.station)
    }
}
