import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import Testing

@testable import LiaisonWeb

struct MessageScreenTests {
    private static let now = Timestamp(milliseconds: 1_766_548_800_000)
    private static let water = "我们清溪村已经停水三天了，老人和孩子都没有水喝，请代表帮忙问一问什么时候能来水。"
    private let screen = MessageScreen()
    private let nonces = FormNonces(secret: [UInt8](repeating: 7, count: 32))

    /// What the screen says of a text whose form was rendered some seconds before.
    private func look(
        _ text: String, after seconds: Int64, from address: UInt32 = 1, at now: Timestamp = Self.now
    ) throws -> Suspicion? {
        let nonce = nonces.issue(for: "x", at: now.adding(milliseconds: -seconds * 1000)).text
        return screen.suspicion(
            of: text, nonce: try #require(nonces.check(nonce, for: "x")), from: ClientAddress(.v4(address)),
            at: now)
    }

    @Test func leavesAVillageAloneThatCopiesItsWords() throws {
        for household in 0..<200 {
            let text = "\(Self.water)我家住在\(household)号。"
            #expect(try look(text, after: 60) == nil)
        }
        // Beyond, somebody looks at them first.
        #expect(try look(Self.water, after: 60) == .repetition)
    }

    @Test func leavesAPetitionAloneThatPeopleSendFromTheirOwnPhones() throws {
        for person in 0..<500 { #expect(try look(Self.water, after: 20, from: UInt32(person)) == nil) }
        // Sent faster than anybody reads the form, it is a machine's, whatever address it borrows.
        #expect(try look(Self.water, after: 1, from: 999) == .haste)
    }

    @Test func suspectsTheSameWordsOnlyFromFormsThatNobodyRead() throws {
        for count in 0..<30 {
            #expect(try look("\(Self.water) \(count)", after: 1) == (count < 10 ? nil : .haste))
        }
        // Who took their time is left alone even now.
        #expect(try look(Self.water, after: 20) == nil)
        #expect(try look(Self.water, after: 29 * 86_400) == nil)
        #expect(try look(Self.water, after: 31 * 86_400) == .stale)
    }

    @Test func hasteAloneSaysNothing() throws {
        let texts = [
            "村口的路灯坏了三个月，晚上老人出门很不方便，请帮忙反映一下。", "学校门口没有斑马线，孩子们过马路很危险，希望能划一条。",
            "我们小区的垃圾已经一个星期没有人来收了，天气热味道很大。", "想请问新的农村合作医疗什么时候可以报销外地的住院费用？",
            "河边的工厂晚上偷偷排污水，鱼都死了，请派人来查一查。", "公交车到我们这里的末班车太早，能不能延长到晚上九点？",
            "危房改造的申请交了半年没有回音，请问现在到了哪一步？", "老年活动中心的空调坏了没有人修，夏天大家都不去了。",
            "希望在镇上增加一个快递点，现在取件要走五里路。", "感谢代表帮我们修好了水渠，今年的稻子没有受旱。",
            "去年占用的土地补偿款到现在还没有发到我们手里，请帮忙催一催。", "幼儿园的学费又涨了，请问有没有按照规定公示过？",
        ]
        for text in texts { #expect(try look(text, after: 0) == nil) }
    }

    @Test func neverJudgesShortTexts() throws {
        for _ in 0..<300 { #expect(try look("路灯坏了", after: 0) == nil) }
    }

    @Test func countsTheSameFormOnce() throws {
        let nonce = try #require(nonces.check(nonces.issue(for: "x", at: Self.now).text, for: "x"))
        let client = ClientAddress(.v4(1))
        for _ in 0..<300 {
            #expect(screen.suspicion(of: Self.water, nonce: nonce, from: client, at: Self.now) == nil)
        }
    }

    @Test func forgetsAfterAnHour() throws {
        for _ in 0..<10 { _ = try look(Self.water, after: 0) }
        let later = Self.now.adding(milliseconds: 3_600_001)
        #expect(try look(Self.water, after: 0, at: later) == nil)
    }

    @Test(arguments: [
        ("我家门口的路灯坏了很久了，晚上很黑，请尽快派人来修理一下好吗，谢谢", "我家门口的路灯坏了很久了，晚上很黑，请尽快派人来修理一下好吗，多谢", true),
        ("我家门口的路灯坏了很久了，晚上很黑，请尽快派人来修理一下好吗，谢谢", "村里的垃圾堆了一个星期没有人来收，天热了味道很大，请来处理一下", false),
    ])
    func tellsAlikeFromUnlike(first: String, second: String, areNear: Bool) throws {
        let (first, second) = (try #require(TextShape(first)), try #require(TextShape(second)))
        #expect(first.isNear(second) == areNear)
    }
}
