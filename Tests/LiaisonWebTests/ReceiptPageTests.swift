import LiaisonCodes
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonWeb

struct ReceiptPageTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: Language.allCases)
    func escapesEveryValue(language: Language) throws {
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
        let draft = ReceiptPage.Draft(action: .append, text: hostile)
        let page = text(ReceiptPage(context).render(nonce: hostile, draft: draft, problems: [.formExpired]))
        #expect(!page.contains("<script"))
        #expect(!page.contains("alert('x')"))
        #expect(page.contains("<blockquote dir=\"auto\">\(FormPageTests.harmless)</blockquote>"))
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

    @Test func nobodyHasAnErasedCase() throws {
        var context = try Samples.receipt(.chinese, state: .closed)
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("现在由<bdi>谢晨云代表</bdi>"))
        context.isErased = true
        #expect(!text(ReceiptPage(context).render(nonce: "n")).contains("现在由"))
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
        #expect(text(ReceiptPage(context).render(nonce: "n")).contains("最迟 <strong>2026年1月24日</strong> 答复"))
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
            (.claimed(by: "谢晨云代表"), "由谢晨云代表接手办理"),
            (.asked, "请您补充情况"),
            (.appended, "您补充了情况"),
            (.replied, "答复"),
            (.transferred(from: "甲站", to: "乙站"), "由甲站转给乙站"),
            (.closed(.explained), "已办结：已说明情况"),
            (.reopened, "重新办理"),
            (.rated(.dissatisfied), "您的评价：不满意"),
            (.erased, "内容已经删除"),
        ])
    func saysWhatHappened(kind: TimelineEntry.Kind, title: String) {
        let entry = TimelineEntry(kind: kind, at: Timestamp(milliseconds: 0))
        #expect(entry.title(Assets.pages(.chinese)) == title)
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
}
