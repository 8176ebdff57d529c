import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What was typed at the desk into a field that is gone by the time it is sent. Today is 24 December 2025.
@Suite struct DeskKeptWordsTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    /// Whether words stand in a page to be copied.
    private func offers(_ words: String, _ page: String) -> Bool {
        page.components(between: "readonly>\n", and: "</textarea>").contains { $0.contains(words) }
    }

    @Test func anEntryThatWasWithdrawnMeanwhileGivesTheWordsBack() throws {
        let number = try pending()
        let path = "/desk/log/\(number)"
        let (deputys, officer) = (try desk.browser(scope), try desk.browser(station))
        let (own, officers) = (try deputys.get(path), try officer.get(path))
        let withdrawn = try officer.send(
            ["reason": "登记错了"], in: officers, to: path, formWith: kind("withdrawn"))
        #expect(withdrawn.status == 303)
        let text = "代表在另一页改的\r\n<两百字>"
        let amended = try deputys.send(
            ["duty": "visit", "on": "2025-12-20", "people": "1", "text": text], in: own, to: path,
            formWith: kind("amended"))
        #expect(amended.status == 409 && offers("代表在另一页改的\r\n&lt;两百字&gt;", amended), "\(amended)")
        // Nor is anybody told to choose photos where there is no form for them.
        let photos = try deputys.send(
            ["text": "带照片的"], photos: [try EntryPhotoAPITests.sample("phone.jpg")], in: own, to: path,
            formWith: kind("amended"))
        #expect(photos.status == 409 && offers("带照片的", photos) && !photos.contains("请重新选择照片"))
        for (browser, page, act) in [(officer, officers, "rejected"), (deputys, own, "withdrawn")] {
            let late = try browser.send(
                ["reason": "退回的理由写了很多"], in: page, to: path, formWith: kind(act))
            #expect(late.status == 409 && offers("退回的理由写了很多", late), "\(act): \(late)")
        }
        // Of an entry that isn't there the same.
        let absent = RecordNumber(
            .entry, station: deputy.station, date: try #require(.init(year: 2025, month: 12, day: 20)),
            value: 77)
        let lost = try deputys.send(
            ["text": "没有这一条"], in: own, to: "/desk/log/\(absent)", formWith: kind("amended"))
        #expect([404, 422].contains(lost.status) && offers("没有这一条", lost), "\(lost)")
    }

    @Test func aNoticeThatWasWithdrawnMeanwhileGivesTheWordsBack() throws {
        let officer = try desk.browser(station)
        _ = try officer.send(
            ["title": "调研"], in: officer.get("/desk/notices"), to: "/desk/notices",
            formWith: "name=\"places\"")
        let number = try #require(try desk.records().notices(all: true).first?["notice"]?.text)
        let path = "/desk/notices/\(number)"
        let page = try officer.get(path)
        let other = try desk.browser(station)
        let theirs = try other.get(path)
        let first = try officer.send(["reason": "发错了"], in: page, to: path, formWith: kind("withdrawn"))
        #expect(first.status == 303)
        let late = try other.send(["reason": "改期再发"], in: theirs, to: path, formWith: kind("withdrawn"))
        #expect(late.status == 409 && offers("改期再发", late), "\(late)")
    }

    @Test func aRoomThatHasNoFormForTheVisitorGivesTheWordsBack() throws {
        let officer = try desk.browser(station)
        let browser = try desk.browser(scope)
        let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
        let day = try officer.get("/desk/reception").hiddenFields(ofFormWith: kind("cancelled"))
            .filter { $0.0 != "csrf" }
        let refused = try browser.post(
            "/desk/reception", day + [("csrf", csrf), ("on", "2025-12-30"), ("reason", "代表出差")])
        #expect(refused.status == 403 && offers("代表出差", refused), "\(refused)")
        for path in ["/desk/people", "/desk/contacts/\(deputy.code)", "/desk/quarantine", "/desk/duties"] {
            let refused = try browser.post(path, ["csrf": csrf, "text": "写了很多", "address": "某处"])
            #expect(refused.status == 404 && offers("写了很多\n\n某处", refused), "\(path): \(refused)")
        }
    }

    @Test func aMessageThatWasLetThroughMeanwhileGivesTheReasonBack() throws {
        _ = try message("路灯坏了", to: deputy.code, suspicion: .trap)
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/quarantine")
        let released = try officer.send([:], in: page, to: "/desk/quarantine", formWith: kind("released"))
        #expect(released.status == 303)
        let late = try officer.send(
            ["text": "像是广告"], in: page, to: "/desk/quarantine", formWith: kind("discarded"))
        #expect(late.status == 409 && offers("像是广告", late), "\(late)")
    }

    @Test func wordsThatStandInTheirFieldAreNotShownTwice() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log")
        let refused = try officer.send(
            ["on": "2025-12-20", "title": "一\"二\"", "text": "三\r\n四 & 五"], in: page, to: "/desk/log",
            formWith: "name=\"duty\"")
        #expect(refused.status == 422 && !refused.contains("readonly"), "\(refused)")
        #expect(refused.contains("value=\"一&quot;二&quot;\"") || refused.contains("value=\"一&#34;二&#34;\""))
        let number = try pending()
        let path = "/desk/log/\(number)"
        let nothing = try officer.send(
            ["kind": "amended", "title": "走访", "people": "许多"], in: officer.get(path), to: path,
            formWith: kind("amended"))
        #expect(nothing.status == 422 && !nothing.contains("readonly"), "\(nothing)")
    }
}
