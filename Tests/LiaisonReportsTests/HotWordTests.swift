import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonReports

/// Messages in memory.
private struct TextBatch: MessageBatch {
    var messages: [SurveyedMessage] = []

    func forEachMessage(
        besides places: [Int], _ body: (SurveyedMessage, _ place: Int) -> Void
    ) throws(SystemError) {
        for place in messages.indices where !places.contains(place) { body(messages[place], place) }
    }

    /// Adds messages of one day, each by another anonymous author unless told otherwise.
    mutating func add(
        _ texts: [String], on date: String, name: String = "", phone: String = "", isEntered: Bool = false
    ) {
        for text in texts {
            let number = CaseNumber(
                station: literal(StationID("S01")), date: day(date), value: UInt64(messages.count))
            messages.append(
                SurveyedMessage(
                    number: number, received: BeijingTime.start(of: day(date)), text: Array(text.utf8),
                    name: Array(name.utf8), phone: Array(phone.utf8), isEntered: isEntered))
        }
    }
}

@Suite struct HotWordTests {
    private static let period = literal(ReportPeriod(from: day("2026-03-01"), to: day("2026-03-31")))

    private static func words(_ batch: TextBatch, names: [String] = []) throws -> HotWords {
        try HotWordSurvey(period: period, names: names).words(in: [batch])
    }

    private static func found(_ batch: TextBatch, names: [String] = []) throws -> [String] {
        try words(batch, names: names).words.map(\.word)
    }

    /// The same sentence from several people, each with something of their own.
    private static func variants(_ sentence: String, _ count: Int) -> [String] {
        let openings = ["您好，", "麻烦看看：", "昨天", "我们这里", "最近", "请问"]
        let places = ["桥头", "学校对面", "菜场", "山脚", "渡口", "老街", "车站", "河堤", "祠堂", "水库"]
        return (0..<count).map { index in
            "\(openings[index % openings.count])\(places[index % places.count])\(sentence)，\(index)号。"
        }
    }

    @Test func findsWhatRoseAgainstThePeriodBefore() throws {
        var batch = TextBatch()
        batch.add(Self.variants("的公交车不来", 9), on: "2026-02-10")
        batch.add(Self.variants("的路灯坏了", 1), on: "2026-02-11")
        batch.add(Self.variants("的公交车不来", 9), on: "2026-03-10")
        batch.add(Self.variants("的路灯坏了", 8) + ["路灯晚上不亮", "没有路灯"], on: "2026-03-11")
        let words = try Self.words(batch)
        #expect(words.messages == 19)
        #expect(words.messagesBefore == 10)
        let first = try #require(words.words.first)
        #expect(first.word == "路灯")
        #expect(first.count == 10)
        #expect(first.before == 1)
        #expect(first.examples.count == 3)
        #expect(first.examples.allSatisfy { $0.description.hasPrefix("S01-260311-") })
        #expect(!words.words.contains { $0.word.contains("公交") })
    }

    @Test func whatSixVisitorsSayCountsSixTimes() throws {
        var batch = TextBatch()
        for _ in 0..<6 { batch.add(["桥头停电两天了"], on: "2026-03-10", isEntered: true) }
        let words = try Self.words(batch)
        #expect(words.messages == 6 && words.repeated == 0)
        #expect(words.words.first?.count == 6)
    }

    /// Who sent it how often: a name, a telephone, nothing; what counts, and what is a repetition.
    @Test func whatOneAuthorSendsAgainCountsOnce() throws {
        var batch = TextBatch()
        for _ in 0..<3 { batch.add(["桥头停电两天了"], on: "2026-03-10", phone: "139 0000 0000") }
        for _ in 0..<2 { batch.add(["桥头停电两天了"], on: "2026-03-11", name: "王芳") }
        // Without a name a hundred of them may be one person's.
        for _ in 0..<4 { batch.add(["桥头停电两天了"], on: "2026-03-12") }
        batch.add(["桥头停电两天了"], on: "2026-02-12", name: "王芳")
        let words = try Self.words(batch)
        #expect(words.messages == 3 && words.messagesBefore == 1)
        #expect(words.repeated == 2 + 1 + 3)
    }

    @Test func whatIsSentAgainMakesNoWordMoreFrequent() throws {
        var batch = TextBatch()
        for _ in 0..<3 { batch.add(["桥头停电两天了"], on: "2026-03-10", phone: "139 0000 0000") }
        for _ in 0..<2 { batch.add(["桥头停电两天了"], on: "2026-03-11", name: "王芳") }
        for _ in 0..<4 { batch.add(["桥头停电两天了"], on: "2026-03-12") }
        let words = try Self.words(batch)
        #expect(words.words.first?.count == 3 && words.repeated == 6)
    }

    @Test func mergesPairsThatStandTogetherIntoTheLongerWord() throws {
        var batch = TextBatch()
        batch.add(Self.variants("的垃圾清运", 6) + ["垃圾清运不及时", "垃圾清运太慢"], on: "2026-03-10")
        let found = try Self.found(batch)
        #expect(found.contains("垃圾清运"))
        #expect(!found.contains { ["垃圾", "圾清", "清运", "垃圾清"].contains($0) })
    }

    @Test func passesOverTheJointsOfWords() throws {
        var batch = TextBatch()
        for place in ["东湖", "西岭", "南塘"] {
            batch.add(["\(place)片区停水，急", "\(place)片区停电，急", "停水。\(place)片区"], on: "2026-03-10")
        }
        let found = try Self.found(batch)
        #expect(found.contains("停水"))
        #expect(!found.contains { $0.contains("区停") })
    }

    @Test func neverShowsNamesAndNumbers() throws {
        var batch = TextBatch()
        let people = ["欧阳震华", "赵铁柱", "钱多多", "孙二娘", "李逵"]
        for (index, person) in people.enumerated() {
            let text = """
                我叫\(person)，电话1380000123\(index)，身份证430101199001011234，湘A12345，微信li_lei_99，\
                赵铁柱和王建国书记、李主任、代表马识途都说过，停车难
                """
            batch.add([text], on: "2026-03-1\(index)", name: person, phone: "1380000123\(index)")
        }
        let found = try Self.found(batch, names: ["马识途"])
        #expect(found.contains("停车难"))
        for secret in ["欧阳", "铁柱", "赵铁", "建国", "王建", "李主", "识途", "马识", "lei", "二娘"] {
            #expect(!found.contains { $0.contains(secret) }, "\(secret)")
        }
        #expect(!found.contains { $0.unicodeScalars.contains { ("0"..."9").contains($0) } })
    }

    @Test func showsNoWordOfOnePersonOrTwo() throws {
        var batch = TextBatch()
        let texts = ["龙王庙漏雨", "龙王庙没人修", "看看龙王庙", "龙王庙门开着"]
        batch.add(texts, on: "2026-03-10", phone: "13800001111")
        batch.add(["又是龙王庙"], on: "2026-03-11", phone: "138-0000-2222")
        #expect(try Self.found(batch) == [])
        batch.add(["龙王庙，还没修"], on: "2026-03-12", phone: "13800003333")
        #expect(try Self.found(batch) == ["龙王庙"])
    }

    @Test func countsARepeatedTextOnce() throws {
        var batch = TextBatch()
        batch.add(["污水横流", "污水横流", "污水横流", "污水横流"], on: "2026-03-10")
        #expect(try Self.words(batch).messages == 1)
        #expect(try Self.found(batch) == [])
    }

    @Test func readsLatinWords() throws {
        var batch = TextBatch()
        batch.add(["ETC 坏了", "高速 etc 不抬杆", "Etc通道堵", "the ETC lane"], on: "2026-03-10")
        #expect(try Self.found(batch).contains("etc"))
        #expect(try !Self.found(batch).contains("the"))
    }

    @Test func dependsOnTheMessagesAlone() throws {
        var batch = TextBatch()
        batch.add(Self.variants("的路灯坏了", 10) + Self.variants("停水", 10), on: "2026-03-10")
        let parts = stride(from: 0, to: 20, by: 3).map { start in
            TextBatch(messages: Array(batch.messages[start..<min(20, start + 3)]))
        }
        let survey = HotWordSurvey(period: Self.period)
        let whole = try survey.words(in: [batch])
        for _ in 0..<5 { #expect(try survey.words(in: parts.shuffled()) == whole) }
        #expect(!whole.words.isEmpty)
    }

    @Test func addsUpWordsOfReports() throws {
        func hot(_ words: [HotWord]) -> HotWords {
            HotWords(period: Self.period, messages: 10, messagesBefore: 10, words: words)
        }
        let first = hot([HotWord(word: "路灯", count: 6, before: 1, examples: [])])
        let second = hot([
            HotWord(word: "停水", count: 9, before: 0, examples: []),
            HotWord(word: "路灯", count: 4, before: 0, examples: []),
        ])
        let merged = try #require(HotWords.merged(first, second))
        #expect(merged.words.map(\.word) == ["停水", "路灯"])
        #expect(merged.words.map(\.count) == [9, 10])
        #expect(merged.words.map(\.before) == [0, 1])
        #expect(merged.messages == 20)
        #expect(!merged.isComplete)
        #expect(HotWords.merged(first, nil) == nil)
    }
}

@Suite struct TextCutterTests {
    private static func runs(_ text: String, author: String = "", names: [String] = []) -> [String] {
        var hidden = PhraseSet()
        names.forEach { hidden.insert($0) }
        var cutter = TextCutter(vocabulary: .embedded, names: hidden)
        var runs: [String] = []
        cutter.cut(Array(text.utf8), author: Array(author.utf8)) { codes, run in
            runs.append(HanText.text(of: codes[run]))
        } onLatin: {
            runs.append($0)
        }
        return runs
    }

    @Test(arguments: [
        ("路灯坏了，请尽快修好", ["路灯坏", "修好"]), ("希望解决下水道堵塞的问题", ["下水道堵塞"]),
        ("天然气、派出所和中学", ["天然气", "派出所", "中学"]), ("5G 信号 WiFi 差", ["wifi", "信号"]),
        ("见 https://a.example/路灯?x=1 或 a@b.cn", ["路灯"]), ("𠮷野家", ["野家"]), ("", []), ("水", []),
    ])
    func cutsAtGapsAndStopWords(_ text: String, _ runs: [String]) {
        #expect(Self.runs(text).sorted() == runs.sorted())
    }

    @Test func hidesTheAuthorAndEveryKnownName() {
        #expect(Self.runs("停水，张小凡，报告人张小凡", author: "张小凡") == ["停水", "报告人"])
        #expect(Self.runs("找过马识途三次", names: ["马识途"]) == ["找过"])
    }

    @Test func hidesNamesBehindCuesAndBeforeTitles() {
        #expect(Self.runs("我叫陈大文家里停水") == ["家里停水"])
        #expect(Self.runs("王建国书记来看过停水") == ["来看过停水"])
        #expect(Self.runs("支部书记") == ["支部"])
    }

    @Test func survivesBrokenText() {
        var cutter = TextCutter(vocabulary: .embedded, names: PhraseSet())
        for bytes: [UInt8] in [[0xE4], [0xE4, 0xBD], [0xFF, 0xFE], [0xE9, 0x41, 0x42], [0xF0, 0x9F]] {
            cutter.cut(bytes, author: bytes) { _, _ in
            } onLatin: { _ in
            }
        }
    }
}
