import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The form for visitors at the desk.
@Suite struct DeskVisitorTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    @Test func theVisitorsFormSavesOnceAndEmptiesItself() throws {
        let officer = try desk.browser(.station(deputy.station))
        let page = try officer.get("/desk/intake")
        #expect(page.status == 200)
        var location = ""
        for _ in 0..<2 {
            let answer = try officer.send(
                ["text": "来问低保", "name": "李四", "to": "\(deputy.code)", "channel": "phone"], in: page,
                to: "/desk/intake")
            #expect(answer.status == 303)
            location = try #require(answer.field("Location"))
        }
        #expect(try desk.site.ledger.cases(of: deputy.station).count == 1)
        let next = try officer.get(location)
        #expect(!next.contains("来问低保") && next.contains("登记过") && next.contains("value=\"phone\" selected"))
        let slip = try #require(next.components(between: "href=\"/desk/intake/", and: "\"").first)
        let receipt = try officer.get("/desk/intake/\(slip)")
        #expect(receipt.status == 200 && receipt.contains("查询码") && receipt.contains("<svg"))
        // Another's, by its number, or with another code.
        let foreign = try desk.browser(.station(stranger.station))
        #expect(try foreign.get("/desk/intake/\(slip)").status == 404)
        #expect(try officer.get("/desk/intake/\(slip.split(separator: "/")[0])/AAAA-AAAA-AAAA").status == 404)
        #expect(try desk.browser(scope).get("/desk/intake").status == 404)
    }

    @Test func anAnswerOnTheSpotGoesWithIt() throws {
        let officer = try desk.browser(.station(deputy.station))
        let answer = try officer.send(
            ["text": "问低保", "answer": "材料给了", "outcome": "explained"], in: officer.get("/desk/intake"),
            to: "/desk/intake")
        #expect(answer.status == 303)
        let value = try #require(desk.site.ledger.cases(of: deputy.station).first)
        let file = try #require(try desk.site.ledger.caseFile(value.number))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "replied", "closed"])
        let missing = try officer.send(
            ["text": "问低保", "outcome": "explained"], in: officer.get("/desk/intake"), to: "/desk/intake")
        #expect(missing.status == 422 && missing.contains("问低保</textarea>"))
        let wrong = try officer.send(
            ["text": "问低保", "form": "X1"], in: officer.get("/desk/intake"), to: "/desk/intake")
        #expect(wrong.status == 422 && wrong.contains("编号有误") && wrong.contains("value=\"X1\""))
        #expect(try desk.site.ledger.cases(of: deputy.station).count == 1)
    }

    // MARK: Entered by mistake

    private let mistaken = "name=\"outcome\" value=\"mistaken\""

    private func visit(_ fields: KeyValuePairs<String, String>, _ officer: DeskBrowser) throws -> String {
        let page = try officer.get("/desk/intake")
        let entered = try officer.send(fields, in: page, to: "/desk/intake")
        let location = try #require(entered.field("Location"), "\(entered)")
        return try #require(location.firstMatch(of: /done=([^&]+)/)).output.1.description
    }

    private func people(_ officer: DeskBrowser) throws -> Bool {
        let csv = try officer.get("/desk/report?from=2025-01-01&to=2025-12-31&format=csv")
        let rows = csv.body.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let (heads, total) = (try #require(rows.first), try #require(rows.last))
        return total[try #require(heads.firstIndex(of: "人次"))] != "0"
    }

    @Test func whatWasEnteredByMistakeIsTakenOutOfTheCountsWithItsReason() throws {
        let officer = try desk.browser(station)
        let fields: KeyValuePairs = [
            "text": "来问低保", "to": "\(deputy.code)", "people": "3", "answer": "材料给了", "outcome": "explained",
        ]
        let path = "/desk/cases/\(try visit(fields, officer))"
        #expect(try people(officer))
        let page = try officer.get(path)
        #expect(page.contains("<summary>登错了</summary>"))
        let bare = try officer.send(["text": " "], in: page, to: path, formWith: mistaken)
        #expect(bare.status == 422 && bare.contains("id=\"text-mistaken\"") && bare.contains("请写下文字"))
        for server in [0, 1] {
            officer.server = server
            let taken = try officer.send(
                ["text": "登重了 <b>"], in: page, to: path, formWith: mistaken)
            #expect(taken.field("Location") == "\(path)?done=mistaken", "\(taken)")
        }
        let done = try officer.get("\(path)?done=mistaken")
        #expect(done.contains("不计入统计") && done.contains("登错了") && done.contains("登重了 &lt;b&gt;"))
        #expect(!done.contains("<summary>登错了</summary>"))
        #expect(try !people(officer))
        let archive = try desk.records().archive("\(deputy.code)")
        #expect(archive["cases"]?["received"]?.integer == 0 && archive["cases"]?["closed"]?.integer == 0)
        // Whoever finds that it was none opens it again, and it counts.
        let again = try officer.send([:], in: done, to: path, formWith: "value=\"reopened\"")
        #expect(try again.status == 303 && people(officer))
    }

    /// Two forms lie on the table, and the one's words are entered under the other's number.
    @Test func aMistypedFormsNumberIsFreeOnceTheMistakeIsErased() throws {
        let officer = try desk.browser(station)
        let date = try #require(CivilDate(iso8601: "2025-12-23".utf8))
        let form = CaseNumber(station: deputy.station, date: date, value: 4711)
        let keys = desk.site.ledger.keys
        let receipt = "/r/\(form)/\(keys.queryCode(forNonce: keys.nonce(ofForm: form)))"
        let path = "/desk/cases/\(form)"
        #expect(try visit(["text": "另一张表的话", "form": "\(form)"], officer) == "\(form)")
        let own: KeyValuePairs = ["text": "这张表的话", "form": "\(form)"]
        func refused() throws -> Bool {
            let answer = try officer.send(own, in: officer.get("/desk/intake"), to: "/desk/intake")
            return answer.status == 409 && answer.contains("记为“登错了”，再请人大办公室删除")
                && answer.contains("这张表的话</textarea>")
        }
        #expect(try refused())
        _ = try officer.send(["text": "编号抄错了"], in: officer.get(path), to: path, formWith: mistaken)
        #expect(try refused())
        let office = try desk.browser(.office)
        let erased = try office.send(
            ["reason": "登错了"], in: office.get(path), to: path, formWith: kind("erased"))
        #expect(erased.status == 303, "\(erased)")
        #expect(try visit(own, officer) == "\(form)")
        // Who has the form in hand, and all staff, find its own words.
        for page in [try officer.get(receipt), try officer.get(path), try desk.browser(station).get(path)] {
            #expect(page.status == 200 && page.contains("这张表的话") && !page.contains("另一张表的话"))
        }
        let list = try officer.get("/desk/cases")
        #expect(list.ranges(of: "这张表的话").count == 1)
    }

    @Test func whatACitizenSentAndWhatIsADeputysToReadStaysInTheCounts() throws {
        let officer = try desk.browser(station)
        let number = try visit(["text": "来问低保", "to": "\(deputy.code)"], officer)
        let sent = try desk.message("路灯不亮", to: deputy.code)
        for (browser, path, status) in [
            (officer, "/desk/cases/\(sent)", 409), (try desk.browser(scope), "/desk/cases/\(number)", 403),
        ] {
            let page = try browser.get(path)
            #expect(page.status == 200 && !page.contains("登错了"))
            let hidden = page.hiddenFields(ofFormWith: "value=\"closed\"")
            let forged = try browser.post(path, hidden + [("outcome", "mistaken"), ("text", "写了很多字")])
            #expect(forged.status == status && forged.contains("写了很多字"), "\(forged)")
        }
        #expect(try desk.site.ledger.cases(of: deputy.station).allSatisfy { $0.state == .received })
        let made = try officer.send(
            ["text": "x", "answer": "y", "outcome": "mistaken"], in: officer.get("/desk/intake"),
            to: "/desk/intake")
        #expect(made.status == 422 && !made.contains("value=\"mistaken\""))
    }
}
