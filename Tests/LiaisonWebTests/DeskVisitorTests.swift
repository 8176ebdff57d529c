import LiaisonCases
import LiaisonCodes
import LiaisonRoster
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
}
