import Glibc
import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// One station's share of a generated store.
struct GeneratedStation: Sendable {
    let id: StationID
    /// The station's code and those of its deputies.
    let addressees: [Code]
    let cases: Int
    let start: Timestamp
    let end: Timestamp
    let keys: ReceiptKeys

    /// Milliseconds.
    static let day: Int64 = 86_400_000

    private static let topics = ["道路交通", "环境卫生", "教育", "医疗卫生", "物业管理与老旧小区改造"]
    private static let sentences = [
        "村口的路灯坏了三天，晚上老人出门看不清路，请帮忙反映。", "小区门口的垃圾清运不及时，天气热了气味很大。",
        "孩子上学要穿过一条没有斑马线的马路，希望能装红绿灯。", "去年修的水渠又漏水了，影响下游几十亩稻田的灌溉。",
        "医保报销的材料要跑三趟，能不能一次说清楚。", "谢谢代表上次的帮助，问题已经基本解决。",
    ]

    /// One event before it is numbered.
    private struct Planned {
        let at: Timestamp
        let ordinal: Int
        let event: Event
        let text: String?
    }

    /// The nonce of a case's form; the same at every run, so that receipts can be found.
    func nonce(ofCase ordinal: Int) -> [UInt8] { Array("\(id)/\(ordinal)".utf8) }

    /// The case's number.
    func number(ofCase ordinal: Int) -> CaseNumber {
        CaseNumber(station: id, date: BeijingTime(received(ordinal)).date, value: UInt64(ordinal))
    }

    private func received(_ ordinal: Int) -> Timestamp {
        let span = end.milliseconds - start.milliseconds
        return start.adding(milliseconds: span * Int64(ordinal) / Int64(max(1, cases)))
    }

    /// Writes the station's segments, one for each month.
    ///
    /// - Parameter directory: The station's inbox directory; it must have no segment of these months yet.
    /// - Throws: What the file system says.
    func write(to directory: String) throws(SystemError) {
        try Files.makeDirectory(directory)
        let events = (0..<cases).flatMap(events(ofCase:))
            .filter { $0.at < end }
            .sorted { ($0.at, $0.ordinal) < ($1.at, $1.ordinal) }
        var witness: [SegmentHead] = []
        var rest = events[...]
        while let first = rest.first {
            let name = SegmentName(firstOf: BeijingTime(first.at).date)
            let month = rest.prefix { SegmentName(firstOf: BeijingTime($0.at).date) == name }
            rest = rest.dropFirst(month.count)
            var output: [UInt8] = []
            let opening = SegmentOpening(
                at: first.at, station: id, segment: name, writer: "liaison-bench", witness: witness)
            var head = LedgerLine.append(
                .opened(opening), words: nil, sequence: 0, previous: .none, to: &output)
            for (index, planned) in month.enumerated() {
                let words = planned.text.map { SealedWords(Event.Personal(text: $0)) }
                head = LedgerLine.append(
                    .event(planned.event), words: words, sequence: index + 1, previous: head, to: &output)
            }
            let path = "\(directory)/\(name.fileName)"
            try Files.create(path, with: output)
            try date(path, month.last?.at ?? first.at)
            witness = [SegmentHead(segment: name, sequence: month.count, hash: head)]
        }
    }

    /// Gives a file the time of its last line, as it had if it had been written in those days.
    private func date(_ path: String, _ moment: Timestamp) throws(SystemError) {
        let time = timespec(
            tv_sec: Int(moment.milliseconds / 1000), tv_nsec: Int(moment.milliseconds % 1000 * 1_000_000))
        try retryingOnInterrupt("utimensat", path) { utimensat(AT_FDCWD, path, [time, time], 0) }
    }

    /// A case's course: nearly all are taken up, answered and closed, half are rated, one in twenty is asked back.
    private func events(ofCase ordinal: Int) -> [Planned] {
        let number = number(ofCase: ordinal)
        let nonce = nonce(ofCase: ordinal)
        let addressee = addressees[ordinal % addressees.count]
        let actor = Actor(role: "deputy \(addressee)")
        var moment = received(ordinal)
        var planned: [Planned] = []
        func add(_ body: Event.Body, days: Int64, by actor: Actor?, text: String? = nil) {
            moment = moment.adding(milliseconds: days * Self.day + 60_000)
            let event = Event(at: moment, caseNumber: number, body: body, actor: actor)
            planned.append(Planned(at: moment, ordinal: ordinal, event: event, text: text))
        }
        let text = self.text(ordinal)
        let secrets = keys.secrets(ofNonce: nonce)
        let receipt = Event.Receipt(
            to: addressee, channel: ordinal % 4 == 0 ? .walkIn : .scan, topic: Self.topics[ordinal % 5],
            nonce: secrets.digest, query: keys.digest(of: secrets.queryCode),
            digest: keys.digest(ofText: text, nonce: nonce))
        add(.received(receipt), days: 0, by: nil, text: text)
        if ordinal % 20 == 1 { return planned }
        add(.acknowledged(ordinal % 9 == 0 ? .major : .ordinary), days: 1, by: actor)
        if ordinal % 20 == 2 {
            add(.asked, days: 1, by: actor, text: "请问具体是哪个路口？")
            let answer = "在村部旁边。"
            add(.answered(digest: keys.digest(ofText: answer, nonce: nonce)), days: 2, by: nil, text: answer)
        }
        add(.replied, days: 6, by: actor, text: self.text(ordinal + 3))
        if ordinal % 10 == 3 { return planned }
        add(.closed(ordinal % 3 == 0 ? .explained : .resolved), days: 2, by: actor)
        if ordinal % 2 == 0 { add(.rated(ordinal % 8 == 0 ? .fair : .satisfied), days: 1, by: nil) }
        return planned
    }

    /// 50 to 300 characters.
    private func text(_ ordinal: Int) -> String {
        (0..<(2 + ordinal % 9)).map { Self.sentences[(ordinal + $0 * 5) % Self.sentences.count] }.joined()
    }
}
