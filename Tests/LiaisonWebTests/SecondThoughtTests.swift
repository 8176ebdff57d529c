import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What somebody sends from a page that says what was before: another visitor, an answer too late, a code that is replaced.
@Suite struct SecondThoughtTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private var cases: CaseList {
        get throws { try desk.site.ledger.cases(of: deputy.station) }
    }

    @Test func anotherVisitorOnTheSamePageIsAnotherCase() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/intake")
        let first = try officer.send(["text": "水管漏水", "name": "张大爷"], in: page, to: "/desk/intake")
        #expect(first.status == 303)
        let second = try officer.send(["text": "医保报销", "name": "李大妈"], in: page, to: "/desk/intake")
        #expect(second.status == 409 && second.contains("医保报销</textarea>") && second.contains("李大妈"))
        #expect(try cases.count == 1)
        #expect(try desk.site.ledger.caseFile(#require(cases.first).number)?.entries.count == 1)
        let third = try officer.send(["text": "医保报销", "name": "李大妈"], in: second, to: "/desk/intake")
        #expect(third.status == 303 && third.field("Location")?.contains("repeated") == false)
        #expect(try cases.count == 2)
    }

    @Test func aKeyOfTheAPIEntersOneMatter() throws {
        let desk = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        let first = Intake(station: "\(deputy.station)", text: "甲的话")
        let handover = try desk.enter(first, key: "k")
        var other = first
        other.text = "乙的话"
        #expect(throws: CaseActionError.keyReused) { try desk.enter(other, key: "k") }
        #expect(try desk.enter(first, key: "k").number == handover.number)
        #expect(try cases.count == 1)
    }

    @Test func aPaperFormsNumberIsOneMatters() throws {
        let officer = try desk.browser(station)
        let form = CaseNumber(
            station: deputy.station, date: BeijingTime(desk.site.clock.now).date, value: 5)
        func enter(_ text: String, _ name: String) throws -> String {
            try officer.send(
                ["text": text, "name": name, "form": "\(form)"], in: officer.get("/desk/intake"),
                to: "/desk/intake")
        }
        #expect(try enter("水管漏水", "张大爷").status == 303)
        #expect(try enter("水管漏水", "张大爷").field("Location")?.contains("repeated=yes") == true)
        let second = try enter("医保报销", "李大妈")
        #expect(second.status == 409 && second.contains("医保报销</textarea>") && second.contains("\(form)"))
        #expect(try cases.count == 1)
        #expect(try desk.site.ledger.caseFile(form)?.entries.count == 1)
    }

    @Test func anIdentityNumberIsWarnedOfOnce() throws {
        let officer = try desk.browser(station)
        let text = "我的身份证 430102199001011234 请看"
        let warned = try officer.send(
            ["text": text], in: officer.get("/desk/intake"), to: "/desk/intake")
        #expect(warned.status == 422 && warned.contains("身份证号") && warned.contains(text))
        #expect(try cases.isEmpty)
        #expect(try officer.send(["text": text], in: warned, to: "/desk/intake").status == 303)
    }

    @Test func anAnswerTooLateSaysWhatCanBeDoneAtTheDesk() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let path = "/desk/cases/\(number)"
        let officer = try desk.browser(station)
        let page = try officer.get(path)
        let close = ["kind": "closed", "outcome": "resolved", "text": "修好了"] as KeyValuePairs
        #expect(try officer.send(close, in: page, to: path, formWith: "value=\"closed\"").status == 303)
        let reply = ["kind": "replied", "text": "下周来修"] as KeyValuePairs
        let spent = try officer.send(reply, in: page, to: path, formWith: "value=\"replied\"")
        #expect(spent.status == 409 && spent.contains("下周来修"))
        #expect(!spent.contains("再按一次") && !spent.contains("liaison "))
    }

    @Test func aPreviewOfWhatWasHandedOnSaysWhoHasIt() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let path = "/desk/cases/\(number)"
        let browser = try desk.browser(scope)
        let page = try browser.get(path)
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        _ = try office.perform(
            StaffAction(.transfer(to: "\(stranger.code)"), text: "转办"), on: number, key: "t")
        let preview = try browser.send(
            ["text": "下周来修", "preview": "yes"], in: page, to: path, formWith: "value=\"replied\"")
        #expect(preview.status == 409 && preview.contains("下周来修") && preview.contains(stranger.name))
    }

    @Test func anAnswerSentAfterAnotherHasSignedInKeepsItsWords() throws {
        let station = try #require(desk.roster.station(deputy.station))
        let number = try desk.message("井盖丢了", to: station.code)
        let path = "/desk/cases/\(number)"
        let page = try desk.browser(.station(station.id)).get(path)
        let answer = try desk.browser(scope).send(
            ["text": "写了很多字"], in: page, to: path, formWith: "value=\"replied\"")
        #expect(answer.status == 403 && answer.contains("写了很多字") && !answer.contains("井盖"))
    }

    @Test func whatTheCitizenSaysAfterTheAnswerIsBroughtToNotice() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        _ = try office.perform(StaffAction(.reply, text: "修好了"), on: number, key: "r")
        let browser = try desk.browser(scope)
        let mark = "答复后群众有补充或不满意 <b>1</b> 件"
        #expect(try !browser.get("/desk").contains(mark))
        func citizen(_ body: Event.Body, _ text: String? = nil) throws {
            let action = CaseAction(number: number, body: body, personal: text.map { .init(text: $0) })
            _ = try desk.site.ledger.perform(.action(action), station: number.station)
        }
        // That all is well wants nobody.
        try citizen(.rated(.known(.satisfied), solved: .known(.yes)))
        #expect(try !browser.get("/desk").contains(mark))
        try citizen(.rated(.known(.dissatisfied), solved: .known(.no)))
        #expect(try browser.get("/desk").contains(mark))
        _ = try office.perform(StaffAction(.close(.resolved), text: "换了灯"), on: number, key: "c")
        #expect(try !browser.get("/desk").contains(mark))
        try citizen(.appended(digest: Digest(Array(repeating: 7, count: 32))), "又不亮了")
        for page in [try browser.get("/desk"), try desk.browser(station).get("/desk")] {
            #expect(page.contains(mark) && page.contains("群众有补充或不满意"))
        }
        #expect(try desk.browser(.deputy(colleague.code)).get("/desk").contains("群众有补充或不满意 <b>0</b> 件"))
        _ = try office.perform(StaffAction(.reopen, text: "再看"), on: number, key: "o")
        #expect(try !browser.get("/desk").contains(mark))
    }

    @Test func whoHasLeftOfficeIsNotSaidToHandleIt() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        try desk.retire(deputy.code)
        try desk.site.takeOverChanges()
        let file = try #require(try desk.site.ledger.caseFile(number))
        let receipt = ReceiptView(site: desk.site, language: .chinese)
            .page(file, try QueryCode(parsing: "AAAA-AAAA-AAAA"))
        let text = String(decoding: receipt.render(nonce: ""), as: UTF8.self)
        #expect(text.contains("已经离任，现在由"))
        let officer = try desk.browser(station)
        #expect(try officer.get("/desk").contains("已离任，等待认领"))
        #expect(try officer.get("/desk/cases/\(number)").contains("已离任，请交给别的代表"))
    }

    /// A copy that was pulled before a transfer is replaced like any other.
    @Test func anErasureReachesWhoHasHadTheMatter() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let ledger = desk.site.ledger
        let own = deputy.code
        var cursor = EventCursor()
        func pull() throws -> [String] {
            let page = try ledger.events(after: cursor, of: [deputy.station], limit: 10) { $0.to == own }
            cursor = page.cursor
            return page.entries.map(\.event.body.kind.word)
        }
        #expect(try pull() == ["received"])
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        let transfer = StaffAction(.transfer(to: "\(colleague.code)"), text: "转办")
        _ = try office.perform(transfer, on: number, key: "t")
        #expect(try pull() == ["transferred"])
        _ = try office.perform(StaffAction(.reply, text: "修好了"), on: number, key: "r")
        #expect(try pull() == [])
        _ = try office.perform(StaffAction(.erase(reason: "本人要求")), on: number, key: "e")
        #expect(try pull() == ["erased"])
        #expect(try pull() == [])
        // Who never had it hears of nothing.
        let other = stranger.code
        let page = try ledger.events(after: EventCursor(), of: [deputy.station], limit: 10) { $0.to == other }
        #expect(page.entries.isEmpty)
    }

    /// A page was chosen while the case was elsewhere, and it has come back before the page is written.
    @Test func whatComesBackWhileAPageIsMadeIsOnThePage() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        func hand(to code: Code, _ key: String) throws {
            let transfer = StaffAction(.transfer(to: "\(code)"), text: "转办")
            _ = try office.perform(transfer, on: number, key: key)
        }
        try hand(to: stranger.code, "1")
        let view = CaseView(scope, token: "test", of: desk.site)
        let away = try #require(try desk.site.ledger.caseFile(number))
        var handovers = Handovers(of: view)
        #expect(try handovers.event(away.entries[0], away.case)?.text == "路灯不亮")
        try hand(to: deputy.code, "2")
        handovers = Handovers(of: view)
        #expect(try handovers.event(away.entries[0], away.case)?.text == "路灯不亮")
        let other = CaseView(.deputy(colleague.code), token: "test", of: desk.site)
        handovers = Handovers(of: other)
        #expect(try handovers.event(away.entries[0], away.case) == nil)
    }

    @Test func anErasedMatterIsNotOfferedToBeClaimed() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        _ = try office.perform(StaffAction(.erase(reason: "本人要求"), text: nil), on: number, key: "e")
        let list = try desk.browser(station).get("/desk/cases")
        #expect(list.contains("\(number)") && !list.contains("认领后"))
    }
}

/// What a deputy entered before they moved stays theirs; a phone number is found however it is grouped.
@Suite struct MovedDeputyTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    @Test func aDeputyWhoMovedKeepsTheirRegister() throws {
        let number = try pending("走访老王")
        let visit = JSON.members([
            "station": .string("\(deputy.station)"), "duty": "visit", "on": "2025-12-21", "title": "走访老李",
        ])
        let entered = try desk.records(scope).post(visit, to: .log, key: "v")["entry"]
        var roster = try Roster.load(from: desk.directory)
        let row =
            "\(deputy.id ?? ""),\(deputy.name),\(stranger.station),\(deputy.level.symbol)\n"
        let file = try RosterFile(Array("id,name,station,level\n\(row)".utf8), named: "d.csv")
        let imported = try RosterImport([file], into: roster)
        roster.apply(roster.difference(applying: imported, at: desk.now))
        try roster.save(to: desk.directory)
        try desk.site.takeOverChanges()
        // The answer was lost: sent again from where they are now, it is the same entry.
        #expect(try desk.records(scope).post(visit, to: .log, key: "v")["entry"] == entered)
        let browser = try desk.browser(scope)
        #expect(try browser.get("/desk/log").contains("走访老王"))
        #expect(try browser.get("/desk/log/\(number)").contains("走访老王"))
        #expect(try desk.records(scope).entries(.init()).items.count == 2)
        let colleagues = try desk.browser(.deputy(colleague.code)).get("/desk/log/\(number)")
        #expect(colleagues.status == 404)
    }

    /// What came to a deputy from another station's ledger counts as what was written to them.
    @Test func aMatterThatWasHandedOnCountsForWhoAnsweredIt() throws {
        let number = try desk.message("路灯不亮", to: stranger.code)
        let office = CaseDesk(CaseView(.office, token: "test", of: desk.site), of: desk.site)
        let transfer = StaffAction(.transfer(to: "\(deputy.code)"), text: "转办")
        _ = try office.perform(transfer, on: number, key: "t")
        let own = CaseDesk(CaseView(scope, token: "test", of: desk.site), of: desk.site)
        _ = try own.perform(StaffAction(.reply, text: "修好了"), on: number, key: "r")
        _ = try own.perform(StaffAction(.close(.resolved), text: "换了灯"), on: number, key: "c")
        let archive = try desk.records().archive("\(deputy.code)")
        #expect(archive["cases"]?["replied"]?.integer == 1 && archive["cases"]?["closed"]?.integer == 1)
        var query = RecordDesk.EntryQuery()
        query.deputy = "\(deputy.code)"
        let points = try desk.records().points(query)
        #expect(points.first.map { $0.score.entries.isEmpty } == false)
    }

    @Test func lastYearsBoardStaysWhenADeputyLeaves() throws {
        let entry = try pending("走访老王")
        _ = try desk.records().act(
            onEntry: RecordNumber(parsing: entry), .members(["kind": .string("approved")]), key: "a")
        var year = RecordDesk.EntryQuery()
        year.from = CivilDate(year: 2025, month: 12, day: 1)
        year.to = CivilDate(year: 2025, month: 12, day: 23)
        func board() throws -> [Code] {
            try desk.records().points(year)
                .filter { !$0.score.entries.isEmpty }.map(\.deputy.code)
        }
        #expect(try board() == [deputy.code])
        try desk.retire(deputy.code)
        try desk.site.takeOverChanges()
        #expect(try board() == [deputy.code])
        #expect(try desk.records().points().allSatisfy { $0.deputy.code != deputy.code })
    }

    /// The answer was lost, and the deputy has left office since: what was done stays done.
    @Test func whatWasDoneIsAnsweredOnceItsDeputyHasLeft() throws {
        let code = JSON.array([.string("\(deputy.code)")])
        let entry = try RecordNumber(parsing: pending("走访老王"))
        let amendment = JSON.members(["kind": .string("amended"), "deputies": code, "people": .integer(6)])
        let reception = JSON.members([
            "kind": .string("set"), "on": .string("2026-01-06"), "station": .string("\(deputy.station)"),
            "deputies": code,
        ])
        func act() throws {
            let amended = try desk.records().post(amendment, to: .entryEvents(entry), key: "a")
            #expect(amended["people"]?.integer == 6)
            #expect(try desk.records().post(reception, to: .reception, key: "r")["deputies"] == code)
        }
        try act()
        try desk.retire(deputy.code)
        try desk.site.takeOverChanges()
        try act()
        // Nothing new is set down for them, nor of a day on which they weren't there.
        #expect(throws: CaseActionError.self) {
            try desk.records().post(reception, to: .reception, key: "b")
        }
        let later = JSON.members([
            "kind": .string("amended"), "deputies": code, "on": .string("2025-12-24"),
        ])
        #expect(throws: CaseActionError.self) {
            try desk.records().post(later, to: .entryEvents(entry), key: "b")
        }
    }

    @Test func whatIsEmptiedOfAnEntryIsGone() throws {
        let number = try pending("张三家")
        let browser = try desk.browser(scope)
        let path = "/desk/log/\(number)"
        let answer = try browser.send(
            ["title": "", "people": "6"], in: browser.get(path), to: path, formWith: "value=\"amended\"")
        #expect(answer.status == 303)
        let entry = try desk.records().entry(RecordNumber(parsing: number))
        #expect(entry["title"] == .null && entry["people"]?.integer == 6 && entry["on"]?.text == "2025-12-20")
    }

    @Test func whatIsEmptiedOfAReceptionDayIsGoneAndWhatIsNotNamedStays() throws {
        let day = "2026-01-06"
        func set(_ members: KeyValuePairs<String, JSON>, _ key: String) throws -> JSON {
            try desk.records().actOnReception(
                .object(
                    [
                        JSON.Member("kind", .string("set")), JSON.Member("on", .string(day)),
                        JSON.Member("station", .string("\(deputy.station)")),
                    ] + members.map { JSON.Member($0, $1) }), key: key)
        }
        let code = JSON.array([.string("\(deputy.code)")])
        _ = try set(["time": .string("9:00-11:00"), "place": .string("三楼"), "deputies": code], "1")
        let named = try set(["time": .string("14:00-16:00")], "2")
        #expect(named["time"]?.text == "14:00-16:00" && named["place"]?.text == "三楼")
        #expect(named["deputies"] == code)
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/reception?on=\(day)")
        let answer = try officer.send(
            ["on": "2026-01-06", "time": "14:00-16:00", "place": ""], in: page, to: "/desk/reception",
            formWith: "value=\"set\"")
        #expect(answer.status == 303, "\(answer)")
        let after = try set(["time": .string("14:00-16:00")], "3")
        #expect(after["place"] == .null && after["time"]?.text == "14:00-16:00")
    }

    @Test(arguments: ["139 1234", "１３９１２３４", "5678", "139-1234-5678"])
    func aPhoneNumberIsFound(typed: String) throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let query = URIComponent.encoded(typed)
        #expect(try desk.browser(station).get("/desk/cases?q=\(query)").contains("\(number)"))
    }
}

/// A poster's code that is replaced while somebody writes, and codes as they are copied.
@Suite struct ReplacedCodeTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    @Test func theWordsGoOnToTheNewCode() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        var roster = try Roster.load(from: web.site.directory)
        let new = try roster.reissue(web.deputy, reason: "海报被冒用", at: web.site.clock.now)
        try roster.save(to: web.site.directory)
        try web.site.takeOverRoster()
        let page = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "路灯不亮", "name": "张三"])
        #expect(page.status == 410 && page.contains("action=\"/\(new)") && page.contains("路灯不亮</textarea>"))
        #expect(!page.contains("不再接收"))
        #expect(try web.get("/\(web.deputy)").contains("海报被冒用"))
        let newest = try roster.reissue(new, reason: "又换", at: web.site.clock.now)
        try roster.save(to: web.site.directory)
        try web.site.takeOverRoster()
        #expect(try web.get("/\(web.deputy)").contains("href=\"/\(newest)\""))
        let again = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "路灯不亮"])
        #expect(again.status == 410 && again.contains("action=\"/\(newest)"))
    }

    @Test(arguments: ["查询码：B8CB-9DTQ-J3CE。", "B8CB9DTQJ3CE，", " 查询码:B8CB-9DTQ-J3CE/"])
    func aCopiedCodeIsReadWithoutWhatStandsAroundIt(typed: String) throws {
        #expect(try QueryCode(parsing: typed).description == "B8CB-9DTQ-J3CE")
    }

    @Test func aForeignCharacterIsNamedWhole() {
        #expect(throws: CodeError.badCharacter("清")) { try Code(parsing: "清水村") }
        #expect(throws: CodeError.badCharacter("村")) { try QueryCode(parsing: "B8CB村") }
    }
}
