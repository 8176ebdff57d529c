import LiaisonCodes
@testable import LiaisonDesk
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

struct ReceiptPageTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: PageLanguage.allCases)
    func escapesEveryValue(language: PageLanguage) throws {
        let hostile = FormPageTests.hostile
        var context = try Samples.receipt(language)
        context.site = SiteIdentity(name: hostile, handler: hostile, contact: hostile, retention: hostile)
        context.holder = hostile
        context.station = hostile
        context.entryHash = hostile
        context.qr = ReceiptPage.QRPath(size: 29, data: hostile)
        let at = Timestamp(milliseconds: 0)
        context.timeline = [
            TimelineEntry(kind: .replied, at: at, byName: hostile, onBehalfOf: hostile, text: hostile),
            TimelineEntry(kind: .transferred(from: hostile, to: hostile), at: at, byName: hostile),
        ]
        context.personal.name = hostile
        context.personal.maskedPhone = hostile
        context.personal.topic = hostile
        context.lookUpAddress = hostile
        let draft = ReceiptPage.Draft(action: .append, text: hostile)
        let page = text(ReceiptPage(context).render(nonce: hostile, draft: draft, problems: [.formExpired]))
        #expect(!page.contains("<script"))
        #expect(!page.contains("alert('x')"))
        #expect(page.contains("<blockquote dir=\"auto\">\(FormPageTests.harmless)</blockquote>"))
        #expect(page.contains("<dd><bdi>\(FormPageTests.harmless)</bdi>"))
        #expect(page.contains("\n\(FormPageTests.harmless)</textarea>"))
    }

    @Test func keepsWhatWasTypedInTheFormThatStaysOpen() throws {
        let context = try Samples.receipt(.chinese, state: .closed)
        let draft = ReceiptPage.Draft(action: .rate, text: "还是不亮", rating: .fair)
        let page = text(
            ReceiptPage(context).render(nonce: "n", draft: draft, problems: [.serviceUnavailable]))
        #expect(page.contains("<details open><summary>评价办理结果</summary>"))
        #expect(page.contains("value=\"fair\" checked>"))
        #expect(page.contains("\n还是不亮</textarea>"))
        #expect(page.ranges(of: "<details open>").count == 1)
    }

    @Test func showsTheFormsThatTheCaseAllows() throws {
        var context = try Samples.receipt(.english)
        for actions: Set<ReceiptPage.Action> in [[], [.append], [.rate, .reopen], [.erase]] {
            context.actions = actions
            let page = text(ReceiptPage(context).render(nonce: "n"))
            for action in ReceiptPage.Action.allCases {
                let field = "<input type=\"hidden\" name=\"kind\" value=\"\(action.rawValue)\">"
                #expect(page.contains(field) == actions.contains(action))
            }
        }
    }

    @Test func nobodyHasAnErasedOrClosedCase() throws {
        var context = try Samples.receipt(.chinese, state: .handling)
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("现在由<bdi>谢晨云代表</bdi>"))
        context.isErased = true
        #expect(!text(ReceiptPage(context).render(nonce: "n")).contains("现在由"))
        let closed = try Samples.receipt(.chinese, state: .closed)
        #expect(!text(ReceiptPage(closed).render(nonce: "n")).contains("现在由"))
    }

    @Test func aStationThatHasACaseIsNamedOnce() throws {
        var context = try Samples.receipt(.chinese)
        (context.holder, context.station) = ("清溪镇人大代表联络站", nil)
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("<p>现在由<bdi>清溪镇人大代表联络站</bdi>办理。\n"))
    }

    @Test func anErasedReceiptIsErasedAndAsksForNoScreenshot() throws {
        var context = try Samples.receipt(.chinese, state: .handling)
        context.isErased = true
        let page = text(ReceiptPage(context).render(nonce: "n"))
        #expect(page.contains("<p class=\"state\">已删除\n"))
        #expect(!page.contains("办理中"))
        #expect(!page.contains("请截屏"))
    }

    @Test func offersReopeningToTheDissatisfied() throws {
        let context = try Samples.receipt(.chinese, state: .closed)
        let page = text(ReceiptPage(context).render(nonce: "n", notice: .ratedDissatisfied))
        #expect(page.contains("<details open><summary>要求重新办理</summary>"))
        #expect(page.contains("role=\"status\">谢谢您如实评价"))
    }

    @Test func showsNumberAndQueryCodeInLargeType() throws {
        let page = text(ReceiptPage(try Samples.receipt(.chinese)).render(nonce: "n"))
        #expect(page.contains("<dt>受理编号<dd class=\"code\">SS01-<wbr>251224-<wbr>EE444\n"))
        #expect(page.contains("<dt>查询码<dd class=\"code\">7K3M-<wbr>9QX2-<wbr>AB4C\n"))
    }

    @Test func saysByWhenAnAnswerIsDue() throws {
        var context = try Samples.receipt(.chinese)
        let page = text(ReceiptPage(context).render(nonce: "n"))
        #expect(page.contains("不另发短信。最迟 <strong>2026年1月24日</strong> 答复，请到时来看"))
        context.isOverdue = true
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("原定 <strong>2026年1月24日</strong> 前答复"))
        context.due = nil
        #expect(!text(ReceiptPage(context).render(nonce: "n")).contains("2026年1月24日"))
    }

    @Test(
        arguments: [
            (TimelineEntry.Kind.received, "收到留言"),
            (.recorded(arrived: CivilDate(daysSince1970: 20_443)), "2025年12月21日 收到留言，后来录入"),
            (.acknowledged(.ordinary), "已受理，定为一般事项"),
            (.regraded(.major), "改为重大事项"),
            (.claimed(by: "谢晨云代表"), "由<bdi>谢晨云代表</bdi>接手办理"),
            (.asked, "请您补充情况"),
            (.appended, "您补充了情况"),
            (.replied, "答复"),
            (.transferred(from: "甲站", to: "乙站"), "由<bdi>甲站</bdi>转给<bdi>乙站</bdi>"),
            (.closed(.explained), "已办结：已说明情况"),
            (.reopened, "重新办理"),
            (.rated(.dissatisfied), "您的评价：不满意"),
            (.erased, "内容已经删除"),
        ])
    func saysWhatHappened(kind: TimelineEntry.Kind, title: String) {
        let entry = TimelineEntry(kind: kind, at: Timestamp(milliseconds: 0))
        #expect(text(entry.title(Assets.pages(.chinese)).bytes) == title)
    }

    @Test func saysThatATransferLeavesTheDeadlineAlone() {
        let entry = TimelineEntry(kind: .transferred(from: "甲站", to: "乙站"), at: Timestamp(milliseconds: 0))
        #expect(text(entry.markup(Assets.pages(.chinese)).bytes).contains("办理期限不变"))
    }

    @Test func namesTheOfficerAndTheDeputy() throws {
        let entry = TimelineEntry(
            kind: .replied, at: try Samples.moment("2025-12-24T14:05:00+08:00"), byName: "联络员李敏",
            onBehalfOf: "谢晨云代表")
        let markup = text(entry.markup(Assets.pages(.chinese)).bytes)
        #expect(markup.contains(">2025年12月24日 14:05</time> <bdi>联络员李敏（代谢晨云代表）</bdi>"))
    }

    // MARK: What is new comes first

    @Test(arguments: [
        (PublicState.asked, ReceiptPage.Action.append), (.replied, .rate), (.closed, .rate),
    ])
    func newestWordAndItsFormComeBeforeTheCard(state: PublicState, action: ReceiptPage.Action) throws {
        let page = text(ReceiptPage(try Samples.receipt(.chinese, state: state)).render(nonce: "n"))
        let news = try #require(page.firstRange(of: "class=\"box news\""))
        let form = try #require(page.firstRange(of: "name=\"kind\" value=\"\(action.rawValue)\""))
        let card = try #require(page.firstRange(of: "class=\"card\""))
        #expect(news.lowerBound < form.lowerBound)
        #expect(form.lowerBound < card.lowerBound)
        #expect(page.ranges(of: "name=\"kind\" value=\"\(action.rawValue)\"").count == 1)
    }

    @Test func theCardLeadsAFreshReceipt() throws {
        let page = text(ReceiptPage(try Samples.receipt(.chinese)).render(nonce: "n", notice: .sent))
        #expect(!page.contains("class=\"box news\""))
        let card = try #require(page.firstRange(of: "class=\"card\""))
        let next = try #require(page.firstRange(of: "接下来"))
        #expect(card.lowerBound < next.lowerBound)
    }

    private func kinds(_ kinds: TimelineEntry.Kind...) -> [TimelineEntry.Kind] {
        let entries = kinds.enumerated().map { index, kind in
            TimelineEntry(kind: kind, at: Timestamp(milliseconds: Int64(index)), text: "话")
        }
        return ReceiptHistory(entries: entries, page: 1).news.map(\.kind)
    }

    @Test func newsAreWhatTheHandlersSaidLast() {
        #expect(kinds(.received) == [])
        #expect(kinds(.received, .acknowledged(.major), .replied, .appended) == [.replied])
        #expect(kinds(.received, .replied, .replied, .rated(.fair)) == [.replied])
        #expect(kinds(.received, .replied, .closed(.explained)) == [.closed(.explained), .replied])
        #expect(kinds(.received, .asked) == [.asked])
        #expect(kinds(.received, .replied, .asked) == [.asked])
    }

    @Test func whatTheCitizenHasAnsweredOrHadReopenedIsNoNews() {
        #expect(kinds(.received, .asked, .appended) == [])
        #expect(kinds(.received, .closed(.resolved), .reopened) == [])
        #expect(kinds(.received, .closed(.resolved), .reopened, .replied) == [.replied])
        #expect(kinds(.received, .asked, .appended, .closed(.resolved)) == [.closed(.resolved)])
        #expect(kinds(.received, .replied, .erased) == [])
    }

    @Test func ratingIsNotAskedForTwice() throws {
        var context = try Samples.receipt(.chinese, state: .closed)
        let open = "<details open><summary>评价办理结果</summary>"
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains(open))
        context.timeline.append(TimelineEntry(kind: .rated(.fair), at: Timestamp(milliseconds: 0)))
        #expect(!text(ReceiptPage(context).render(nonce: "n")).contains(open))
    }

    // MARK: A long history

    @Test func aLongHistoryComesInPages() throws {
        var context = try Samples.receipt(.chinese)
        context.timeline += (1...300).map {
            TimelineEntry(kind: .appended, at: Timestamp(milliseconds: Int64($0)), text: "\($0)号")
        }
        let newest = text(ReceiptPage(context).render(nonce: "n", notice: .appended))
        #expect(newest.ranges(of: "<li><h3>").count == ReceiptHistory.pageLength)
        #expect(newest.contains("300号"))
        #expect(newest.contains("href=\"?page=2&amp;lang=zh-Hans\""))
        #expect(!newest.contains("收到留言"))
        context.historyPage = 16
        let oldest = text(ReceiptPage(context).render(nonce: "n"))
        #expect(oldest.ranges(of: "<li><h3>").count == 1)
        #expect(oldest.contains("收到留言"))
        #expect(!oldest.contains("?page=17"))
        #expect(oldest.contains("?page=15"))
        context.historyPage = 65_535
        #expect(text(ReceiptPage(context).render(nonce: "n")) == oldest)
    }

    @Test(arguments: ["\"", "字", "x"])
    func longWordsComeInPagesThatAreReadOneAfterTheOther(character: String) throws {
        var context = try Samples.receipt(.chinese)
        let words = String(repeating: character, count: 5000)
        context.timeline += (1...40).map {
            TimelineEntry(kind: .appended, at: Timestamp(milliseconds: Int64($0)), text: "第\($0)次。\(words)")
        }
        let size = words.utf8.count * (character == "\"" ? 6 : 1)
        var found: [String] = []
        var hasMore = true
        while hasMore {
            let page = ReceiptPage(context).render(nonce: "n")
            // The words of a page, and everything that stands beside them.
            #expect(page.count < ReceiptHistory.pageSize + 24_000)
            let shown = text(page)
            let numbers = shown.components(between: "第", and: "次。").map(String.init)
            #expect(numbers.count <= max(1, ReceiptHistory.pageSize / size))
            found = numbers + found
            hasMore = shown.contains("?page=\(context.historyPage + 1)&amp;")
            #expect(context.historyPage == 1 || shown.contains("?page=\(context.historyPage - 1)&amp;"))
            context.historyPage += 1
        }
        #expect(found == (1...40).map { "\($0)" })
    }

    @Test func wordsLongerThanAPageStandOnOneOfTheirOwn() throws {
        var context = try Samples.receipt(.chinese)
        let words = String(repeating: "\"", count: 20_000)
        context.timeline += ["甲\(words)", "乙"].map {
            TimelineEntry(kind: .appended, at: Timestamp(milliseconds: 1), text: $0)
        }
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("乙"))
        context.historyPage = 2
        let page = text(ReceiptPage(context).render(nonce: "n"))
        #expect(page.contains("甲&quot;") && !page.contains("乙") && page.ranges(of: "<li><h3>").count == 1)
    }

    // MARK: Words that have no place any more

    @Test func wordsOfAFormThatTheCaseHasNoRoomForCanBeAdded() throws {
        let context = try Samples.receipt(.chinese)
        let draft = ReceiptPage.Draft(action: .reopen, text: "第二盏仍然不亮")
        let page = text(ReceiptPage(context).render(nonce: "n", draft: draft, problems: [.notPossible]))
        #expect(page.contains("<details open><summary>补充情况</summary>"))
        #expect(page.contains("\n第二盏仍然不亮</textarea>"))
    }

    @Test func wordsForAnErasedCaseCanBeSentAsAnotherMessage() throws {
        var context = try Samples.receipt(.chinese)
        (context.isErased, context.actions) = (true, [])
        let draft = ReceiptPage.Draft(action: .append, text: "还有一盏")
        let page = text(ReceiptPage(context).render(nonce: "n", draft: draft, problems: [.notPossible]))
        #expect(page.contains("<form method=\"post\" action=\"/7K3M9Q4\">"))
        #expect(page.contains("\n还有一盏</textarea>"))
        context.writeAgain = nil
        #expect(
            text(ReceiptPage(context).render(nonce: "n", draft: draft, problems: [.notPossible])).contains(
                "\n还有一盏</textarea>"))
    }

    @Test func anotherMatterIsOneTapAwayWithItsWords() throws {
        var context = try Samples.receipt(.chinese)
        #expect(
            text(ReceiptPage(context).render(nonce: "n")).contains("href=\"/7K3M9Q4?lang=zh-Hans\">再写一条留言"))
        context.timeline.append(
            TimelineEntry(kind: .appended, at: Timestamp(milliseconds: 0), text: "学校门口\n没有斑马线"))
        let page = text(ReceiptPage(context).render(nonce: "n", notice: .appended))
        #expect(page.contains("name=\"draft\" value=\"yes\""))
        #expect(page.contains("name=\"text\" value=\"学校门口\n没有斑马线\""))
        #expect(page.contains("这是另一件事：另写一条"))
    }

    // MARK: What is kept of the citizen

    @Test func showsAllThatIsKept() throws {
        var context = try Samples.receipt(.chinese)
        context.personal = Samples.personal
        let page = text(ReceiptPage(context).render(nonce: "n"))
        #expect(page.contains("<dt>姓名<dd><bdi>王秀英</bdi>\n"))
        #expect(page.contains("<dt>电话（只显示一部分）<dd>138****8000\n"))
        #expect(page.contains("<dt>类别<dd><bdi>道路交通</bdi>\n"))
        let path = "/r/SS01-251224-EE444/7K3M-9QX2-AB4C/photo"
        #expect(page.contains("<a href=\"\(path)/1\">照片 1（JPEG，2.3 MB）</a>"))
        #expect(page.contains("<a href=\"\(path)/2\">照片 2（PNG，64 KB）</a>"))
        context.isErased = true
        #expect(!text(ReceiptPage(context).render(nonce: "n")).contains("王秀英"))
    }

    @Test(arguments: [
        ("13800138000", "138****8000"), ("138 0013 8000", "138 **** 8000"),
        ("0731-55550000", "073*-****0000"),
        ("+86 138 0013 8000", "+86 1** **** 8000"), ("55550", "***50"), ("8765432转12", "*******转12"),
    ])
    func hidesTheMiddleOfATelephoneNumber(phone: String, masked: String) {
        #expect(ReceiptPage.PersonalDetails.masked(phone) == masked)
    }

    @Test func namesWhatWasAdded() {
        let entry = TimelineEntry(
            kind: .appended, at: Timestamp(milliseconds: 0), added: [.name, .phone, .topic])
        #expect(text(entry.markup(Assets.pages(.chinese)).bytes).contains("<p>补充了：姓名、电话、类别\n"))
        #expect(
            text(entry.markup(Assets.pages(.english)).bytes).contains("<p>Added: name, telephone, topic\n"))
    }

    // MARK: Languages

    @Test func marksChineseOnEnglishPagesAndNowhereElse() throws {
        let english = text(ReceiptPage(try Samples.receipt(.english, state: .closed)).render(nonce: "n"))
        #expect(english.contains("<blockquote dir=\"auto\" lang=\"zh-Hans\">路灯已全部更换。"))
        #expect(english.contains("<bdi lang=\"zh-Hans\">谢晨云代表</bdi>"))
        let chinese = text(ReceiptPage(try Samples.receipt(.chinese, state: .closed)).render(nonce: "n"))
        #expect(!chinese.contains("<bdi lang"))
        #expect(!chinese.contains("<blockquote dir=\"auto\" lang"))
        #expect(text(Assets.pages(.english).name("Smith").bytes) == "<bdi>Smith</bdi>")
    }
}
