import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// A register that is imported, put right and imported anew. Today is 24 December 2025.
@Suite struct DeskLogImportTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func importing(_ csv: String) throws -> JSON {
        try desk.records().importEntries(Array(csv.utf8), named: "visits.csv", station: "\(deputy.station)")
    }

    private func numbers(_ json: JSON?) -> [String] { (json?.elements ?? []).compactMap(\.text) }

    private func rows(_ doubles: JSON?) -> [Int] {
        (doubles?.elements ?? []).compactMap { $0["row"]?.integer }
    }

    private var header: String { "日期,任务,代表,人次,标题\n" }

    // MARK: Doubles

    @Test func aRowThatWasPutRightNamesTheEntryThatItIsLike() throws {
        let two = "2025-12-02,visit,\(deputy.name)、\(colleague.name),4,乙\n"
        let file = "\(header)2025-12-01,visit,\(deputy.name),3,甲\n\(two)"
        let first = try importing(file)
        #expect(first["doubles"] == .array([]) && first["unknown_columns"] == .array([]))
        let known = numbers(first["entries"])
        #expect(try importing(file)["doubles"] == .array([]))
        // Put right, and the deputies in another order.
        let right = "\(header)2025-12-01,visit,\(deputy.code),5,甲\n"
        let again = try importing(
            "\(right)2025-12-02,visit,\(colleague.name)，\(deputy.name),4,乙\n")
        let doubles = try #require(again["doubles"]?.elements)
        #expect(again["new"]?.integer == 2 && doubles.map { $0["row"]?.integer } == [2, 3])
        for (index, double) in doubles.enumerated() {
            #expect(double["entry"]?.text == numbers(again["entries"])[index])
            #expect(numbers(double["like"]) == [known[index]])
        }
        // As long as both stand, it is said again; once one is withdrawn, not any more.
        let third = try importing(right)
        #expect(third["new"]?.integer == 0 && rows(third["doubles"]) == [2])
        _ = try desk.records().act(
            onEntry: RecordNumber(parsing: known[0]), .members(["kind": "withdrawn"]), key: "w")
        #expect(try importing(right)["doubles"] == .array([]))
    }

    @Test func rowsOfOneFileAreDoublesOnlyWhereTheySayTheSame() throws {
        let row = "2025-12-01,visit,\(deputy.name),3"
        let twice = try importing("\(header)\(row),上午\n\(row),下午\n\(row),上午\n")
        #expect(twice["new"]?.integer == 3 && rows(twice["doubles"]) == [4])
        #expect(
            numbers(twice["doubles"]?.elements?.first?["like"]) == [numbers(twice["entries"])[0]])
        // What a deputy entered by hand is looked at, too; what was rejected isn't.
        let number = try pending()
        let like = try importing("\(header)2025-12-20,visit,\(deputy.name),3,走访\n")
        #expect(numbers(like["doubles"]?.elements?.first?["like"]) == [number])
        _ = try desk.records().act(
            onEntry: RecordNumber(parsing: number), .members(["kind": "rejected"]), key: "r")
        let other = try importing("\(header)2025-12-20,visit,\(deputy.name),4,走访\n")
        #expect(numbers(other["doubles"]?.elements?.first?["like"]) == numbers(like["entries"]))
    }

    @Test func theDeskNamesDoublesAndWhatItLeftOut() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log/import")
        func send(_ rows: String) throws -> String {
            let done = try officer.upload([("csv", rows)], in: page, to: "/desk/log/import")
            #expect(done.status == 303, "\(done)")
            return try officer.get(try #require(done.field("Location")))
        }
        let first = try send("日期,任务,代表,人次\n2025-12-01,visit,\(deputy.name),3\n")
        #expect(!first.contains("重复登记"))
        let known = try #require(try entries().first?["entry"]?.text)
        let again = try send("日期,任务,代表,人次,<天气>\n2025-12-01,visit,\(deputy.name),５,晴\n")
        #expect(again.contains("第 2 行登记为") && again.contains("可能重复登记了"), "\(again)")
        #expect(again.contains("href=\"/desk/log/\(known)\""))
        #expect(again.contains("不认识“&lt;天气&gt;”这一列"))
        #expect(try entries().count == 2)
        // Nobody else's words are shown there.
        let forged = #"{"columns":["请拨打"],"doubles":[],"unlisted":0}"#
        let address = "/desk/log/import?rows=1&new=1&more=\(URIComponent.encoded(forged))"
        for seal in ["", "&seal=", "&seal=\(desk.site.nonces.issue(for: "desk log", at: desk.now).text)"] {
            let page = try officer.get(address + seal)
            #expect(page.contains("新登记 1 条") && !page.contains("请拨打"))
        }
    }

    @Test func manyDoublesFitIntoAnAddress() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log/import")
        let days = (1...22).map { "2025-12-\($0 < 10 ? "0" : "")\($0),visit,\(deputy.name)" }
        let extra = (1...12).map { "很长很长很长很长很长很长很长很长很长很长的一列\($0)" }.joined(separator: ",")
        for people in 1...4 {
            let rows = days.map { "\($0),\(people)\n" }.joined()
            let done = try officer.upload(
                [("csv", "日期,任务,代表,人次,\(extra)\n\(rows)")], in: page, to: "/desk/log/import")
            let shown = try officer.get(try #require(done.field("Location")))
            #expect(shown.status == 200 && shown.contains("还有 2 条没有列出") == (people > 1), "\(shown)")
        }
    }

    // MARK: Columns

    @Test(arguments: [
        "站点编号,任务,日期,代表,人次,标题,内容,受理编号,文号,到场单位,测评,转化情况",
        "联络站,履职任务,履职日期,代表姓名,参加人数,题目,备注,受理编号,建议编号,参加单位,民主测评,成果转化",
        "station,duty,on,deputies,people,title,text,case,reference,guests,votes,result",
        " 联络站 ,履职任务*,日期（年-月-日）,代表,人数,主题,说明,受理编号,文号,列席单位,测评票数（满意/基本满意/不满意）,办理结果",
    ])
    func everyNaturalHeaderIsKnown(header: String) throws {
        let columns = header.split(separator: ",").map { RegisterColumn(header: String($0)) }
        #expect(Set(columns) == Set(RegisterColumn.allCases.map(Optional.some)), "\(columns)")
    }

    @Test func whatOurOwnPagesAndListsCallAColumnIsAHeader() {
        for words in [Assets.pages(.chinese), Assets.pages(.english)] {
            for column in RegisterColumn.allCases {
                let name = column.rawValue
                let keys = ["sheet.column.\(name)", "desk.log.\(name)", "desk.log.fact.\(name)"]
                for label in keys.compactMap(words.sentence) {
                    #expect(RegisterColumn(header: label) == column, "\(label)")
                }
            }
        }
        for words in [Assets.commands(.chinese), Assets.commands(.english)] {
            for column in RegisterColumn.allCases {
                guard let label = words.sentence("log.heading.\(column.rawValue)") else { continue }
                #expect(RegisterColumn(header: label) == column, "\(label)")
            }
        }
    }

    @Test func aColumnOfTheStationCountsAndRemarksStandBelowTheContents() throws {
        let done = try importing(
            "联络站,任务,日期,代表,人次,内容,备注,天气\n"
                + "\(stranger.station),visit,２０２５－１２－０１,\(stranger.name),１２,去了,都说了,晴\n")
        #expect(numbers(done["unknown_columns"]) == ["天气"])
        let entry = try #require(try entries().first)
        #expect(entry["station"]?.text == "\(stranger.station)" && entry["people"]?.integer == 12)
        #expect(entry["text"]?.text == "去了\n都说了" && entry["on"]?.text == "2025-12-01")
    }

    @Test func aHeaderThatIsMissingOrThereTwiceChangesNothing() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log/import")
        for (header, faults) in [
            ("日期,题目,标题,人次", ["任务“”：缺少表头", "代表“”：缺少表头", "标题“标题”：前面已有意思相同的一列"]), ("天气,心情", ["日期“”：缺少表头"]),
        ] {
            let bad = try officer.upload(
                [("csv", "\(header)\n2025-12-01,visit,甲,3\n")], in: page, to: "/desk/log/import")
            #expect(bad.status == 422)
            for fault in faults { #expect(bad.contains(fault), "\(bad)") }
        }
        #expect(try entries().isEmpty)
    }

    // MARK: Digits

    @Test func fullWidthDigitsAreDigits() throws {
        let officer = try desk.browser(station)
        let added = try add(
            officer, ["duty": "visit", "on": "2025-12-20", "deputies": "\(deputy.code)", "people": "１２"])
        #expect(try added.status == 303 && entries()[0]["people"]?.integer == 12)
        let visitor = try officer.send(
            ["text": "几个人来访", "people": "１２"], in: officer.get("/desk/intake"), to: "/desk/intake",
            formWith: "name=\"people\"")
        #expect(visitor.status == 303, "\(visitor)")
    }

    // MARK: Words

    @Test func noFieldIsNamedByWhatProgramsCallIt() throws {
        let officer = try desk.browser(station)
        let people = try add(officer, ["duty": "visit", "on": "2025-12-20"])
        #expect(people.status == 422 && people.contains("请勾选至少一位代表"), "\(people)")
        let notice = try officer.send(
            ["title": "调研", "places": "3"], in: officer.get("/desk/notices"), to: "/desk/notices",
            formWith: "name=\"places\"")
        #expect(notice.status == 422 && notice.contains("要有活动日期") && !notice.contains("（activity）"))
        // Every member that a refusal of these rooms names.
        let members = [
            "activity", "address", "case", "channel", "csv", "deputies", "deputy", "duty", "for", "from",
            "kind",
            "on", "people", "photos", "place", "places", "reason", "reference", "register", "state",
            "station", "text", "time", "title", "to", "until",
        ]
        let view = CaseView(.office, token: "test", of: desk.site, language: .chinese)
        for member in members {
            let error = CaseActionError.invalidRecord(member: member, RecordRefusal("people"))
            let title = error.sentences(view).title
            #expect(!title.contains(member), "\(title)")
        }
    }
}
