import LiaisonSystem
import LiaisonText
import Testing

@Suite struct RosterCommandTests {
    private let installation: TemporaryInstallation
    private let stations: String
    private let deputies: String

    init() throws {
        installation = try TemporaryInstallation()
        stations = try installation.file(
            "s.csv", "站点编号,站点名称,上级站点\nSS00,韶山总站,\nSS01,银田站,SS00\n")
        deputies = try installation.file(
            "d.csv", "编号,姓名,站点编号,层级,小组,职务\nD1,张伟,SS00,县,一组,教师\nD2,李娜,SS01,乡,,\n")
    }

    @Test func importsAndThenFindsNothingToChange() {
        let first = installation.run("roster", "import", stations, deputies)
        #expect(
            first.output == """
                CHANGE  ID    NAME      STATION  DETAILS
                added   SS00  韶山总站
                added   SS01  银田站
                added   D1    张伟      SS00     县
                added   D2    李娜      SS01     乡
                stations: 2 added, 0 changed, 0 returned, 0 gone
                deputies: 2 added, 0 moved, 0 changed, 0 returned, 0 gone
                4 changes

                """)
        #expect(first.errors == "The roster is changed.\n")
        #expect(first.exitCode == .done)
        let second = installation.run("roster", "import", stations, deputies)
        #expect(second.output.hasSuffix("\n0 changes\n"))
        #expect(second.errors == "")
    }

    @Test func showsTheSameDifferenceInADryRun() throws {
        let dry = installation.run("roster", "import", "--dry-run", stations, deputies)
        #expect(dry.errors == "Nothing was changed: this was a dry run.\n")
        #expect(try Files.status("\(installation.path)/roster") == nil)
        #expect(installation.run("roster", "import", stations, deputies).output == dry.output)
    }

    @Test func showsWhatMovedAndChanged() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let codes = installation.run("roster", "list").output
        let changed = try installation.file(
            "e.csv", "id,name,station,level,title\nD1,张伟,SS01,市,教师\nD2,李哪,SS01,乡,\n")
        let run = installation.run("roster", "import", changed)
        #expect(
            run.output == """
                CHANGE   ID  NAME  STATION  DETAILS
                moved    D1  张伟  SS01     station SS00 → SS01; level 县 → 市
                changed  D2  李哪  SS01     name 李娜 → 李哪
                stations: 0 added, 0 changed, 0 returned, 0 gone
                deputies: 0 added, 1 moved, 1 changed, 0 returned, 0 gone
                2 changes

                """)
        #expect(run.errors.hasPrefix("1 deputies get another name under the same id"))
        let code = try #require(codes.split(separator: "\n").first { $0.contains("张伟") }).prefix(7)
        #expect(installation.run("roster", "list").output.contains("\(code)  D1    张伟"))
    }

    @Test func writesTheDifferenceForPrograms() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let changed = try installation.file("e.csv", "id,name,station,level\nD1,张伟,SS01,县\nD3,王芳,SS01,省\n")
        let run = installation.run("roster", "import", "--dry-run", "--json", changed)
        let json = try JSON(parsing: Array(run.output.utf8))
        #expect(json["prune"] == .bool(false))
        let moved = try #require(json["deputies"]?["moved"]?.elements?.first)
        #expect(moved["name"]?.text == "张伟")
        #expect(
            moved["changes"]
                == .array([
                    .members([
                        "field": .string("station"), "before": .string("SS00"), "after": .string("SS01"),
                    ])
                ]))
        #expect(
            json["deputies"]?["added"]
                == .array([
                    .members([
                        "id": .string("D3"), "name": .string("王芳"), "station": .string("SS01"),
                        "level": .string("省"),
                    ])
                ]))
        #expect(json["deputies"]?["gone"]?.elements?.map { $0["name"]?.text } == ["李娜"])
        #expect(json["stations"]?["gone"] == .array([]))
    }

    @Test func namesEveryMistakeAndChangesNothing() throws {
        let bad = try installation.file(
            "bad.csv", "编号,姓名,站点编号,层级\nB1,,SS00,县\nB2,李四,SS02,村\nB2,王五,SS00\n")
        _ = installation.run("roster", "import", stations)
        let stored = try Files.read("\(installation.path)/roster/roster.jsonl")
        let run = installation.run("roster", "import", bad)
        #expect(
            installation.relative(run.errors) == """
                bad.csv, row 2, 姓名 “”: must not be empty. Fill it in.
                bad.csv, row 3, 站点编号 “SS02”: is no station in office, neither in the roster nor in the files. \
                Correct it, or import the station too. Did you mean SS00, SS01?
                bad.csv, row 3, 层级 “村”: is no level. Write one of 国 省 市 县 乡.
                bad.csv, row 4: the row has 3 fields, the header 4. Look for a missing or surplus comma, or save \
                the file from the spreadsheet again.
                liaison: 4 mistakes in the files; nothing was changed
                Correct them in the spreadsheet, save it as CSV and import it again.

                """)
        #expect(run.output == "")
        #expect(run.exitCode == .failed)
        #expect(try Files.read("\(installation.path)/roster/roster.jsonl") == stored)
    }

    @Test func tellsHowToSaveAWorkbookAsCSV() throws {
        let workbook = try installation.file("a.xlsx", "PK\u{3}\u{4}...")
        let run = installation.run("roster", "import", workbook, environment: ["LANG": "zh_CN.UTF-8"])
        #expect(
            installation.relative(run.errors) == """
                a.xlsx：这是工作簿，不是 CSV。请在 Excel 或 WPS 中选“另存为”，类型选“CSV UTF-8（逗号分隔）”，再导入那个文件。
                liaison: 有 1 个文件不能作为名册读取，其余文件有 0 处错误；没有作任何改动

                """)
        #expect(run.exitCode == .failed)
    }

    @Test func refusesToRetireMoreThanATenthUnlessToldTo() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let one = try installation.file("one.csv", "编号,姓名,站点编号,层级\nD1,张伟,SS00,县\n")
        let kept = installation.run("roster", "import", one)
        #expect(
            kept.errors
                == "1 in the roster aren't in the files; they stay in office unless --prune is given.\n")
        #expect(kept.output.hasSuffix("1 gone\n0 changes\n"))
        let refused = installation.run("roster", "import", "--prune", one)
        #expect(refused.exitCode == .failed)
        #expect(
            refused.errors == """
                liaison: this would retire 0 of 2 stations and 1 of 2 deputies, more than a tenth; nothing was changed
                If the files are complete, repeat the command with --yes.

                """)
        #expect(installation.run("roster", "list", "--status", "retired").output == "")
        let done = installation.run("roster", "import", "--prune", "--yes", one)
        #expect(done.exitCode == .done)
        #expect(done.output.hasSuffix("1 gone\n1 changes\n"))
        #expect(installation.run("roster", "list", "--status", "retired").output.contains("李娜"))
    }

    @Test func neverRetiresAStationInUse() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let one = try installation.file("one.csv", "站点编号,站点名称\nSS00,韶山总站\n")
        let run = installation.run("roster", "import", "--prune", "--yes", one)
        #expect(run.exitCode == .failed)
        #expect(run.errors.contains("1 stations would be retired though deputies are in office there"))
    }

    @Test func listsWithTheKeysOfTheContract() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let json = try JSON(parsing: Array(installation.run("roster", "list", "--json").output.utf8))
        let list = try #require(json.elements)
        #expect(list.map { $0["id"]?.text } == ["SS00", "SS01", "D1", "D2"])
        guard case .object(let members) = list[2] else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.name) == [
                "code", "kind", "id", "name", "station", "level", "group", "title", "status", "parent",
                "address",
                "phone", "reception", "head", "officer", "rotation", "district", "gender", "employer",
                "public_phone",
                "cadre", "term",
            ])
        #expect(
            members.dropFirst().prefix(8).map(\.value) == [
                .string("deputy"), .string("D1"), .string("张伟"), .string("SS00"), .string("县"), .string("一组"),
                .string("教师"), .string("active"),
            ])
        #expect(list[0]["kind"]?.text == "station")
        #expect(list[0]["station"]?.text == "SS00")
        #expect(list[0]["level"] == .null)
        #expect(list[3]["group"] == .null)
    }

    @Test func listsOneStation() {
        _ = installation.run("roster", "import", stations, deputies)
        let run = installation.run("roster", "list", "--station", "ss01", "--kind", "deputy")
        #expect(run.output.contains("李娜"))
        #expect(!run.output.contains("张伟"))
        #expect(!run.output.contains("银田站"))
        #expect(installation.run("roster", "list", "--station", "SS09").errors.contains("no station “SS09”"))
    }

    @Test func exportsWhatItImports() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let exported = try installation.file("out.csv", installation.run("roster", "export").output)
        #expect(installation.run("roster", "import", "--prune", exported).output.hasSuffix("\n0 changes\n"))
        let path = "\(installation.path)/stations-out.csv"
        _ = installation.run("roster", "export", "stations", "--output", path)
        #expect(installation.run("roster", "import", "--prune", path).output.hasSuffix("\n0 changes\n"))
    }

    @Test func checksTheNorms() throws {
        _ = installation.run("roster", "import", stations, deputies)
        #expect(
            installation.run("roster", "check").output == """
                SS00 韶山总站: 1 deputies, fewer than 10
                SS01 银田站: 1 deputies, fewer than 10
                2 stations, 2 deputies, 2 findings

                """)
        let json = try JSON(parsing: Array(installation.run("roster", "check", "--json").output.utf8))
        #expect(json.elements?.map { $0["finding"]?.text } == ["too-few-deputies", "too-few-deputies"])
        #expect(json.elements?.first?["deputies"] == .integer(1))
    }

    @Test func importsNothingIntoADamagedRoster() throws {
        _ = installation.run("roster", "import", stations, deputies)
        let path = "\(installation.path)/roster/roster.jsonl"
        try Files.replace(path, with: try Files.read(path).dropLast(5))
        let damaged = try Files.read(path)
        let run = installation.run("roster", "import", deputies)
        #expect(run.exitCode == .failed)
        #expect(installation.relative(run.errors).contains("roster/roster.jsonl, line 5 can't be read"))
        #expect(try Files.read(path) == damaged)
    }

    @Test func asksWhoANamesakeIsAndLeavesThemAlone() throws {
        let first = try installation.file("f.csv", "姓名,站点编号,层级\n张伟,SS00,县\n李娜,SS01,乡\n")
        let second = try installation.file("g.csv", "姓名,站点编号,层级\n张伟,SS01,县\n李娜,SS01,乡\n王强,SS01,乡\n")
        _ = installation.run("roster", "import", stations, first)
        let code = try #require(
            installation.run("roster", "list", "--kind", "deputy").output.split(separator: "\n")
                .first { $0.contains("张伟") }?.split(separator: " ").first)
        let dry = installation.run("roster", "import", "--dry-run", second)
        #expect(dry.exitCode == .partly)
        #expect(dry.errors.contains("张伟 ("))
        #expect(
            dry.errors.contains("row 2: SS01, 县): is it \(code) (SS00, 县)? --same \(code), or --different 张伟")
        )
        let partly = installation.run("roster", "import", "--prune", "--yes", second)
        #expect(partly.exitCode == .partly)
        let list = installation.run("roster", "list", "--kind", "deputy").output
        #expect(list.contains("王强"))
        #expect(list.split(separator: "\n").count { $0.contains("张伟") } == 1)
        #expect(list.split(separator: "\n").first { $0.contains("张伟") }?.contains("SS00") == true)
        let json = try JSON(
            parsing: Array(installation.run("roster", "import", "--dry-run", "--json", second).output.utf8))
        let question = try #require(json["questions"]?.elements?.first)
        #expect(question["name"]?.text == "张伟")
        #expect(question["candidates"]?.elements?.first?["code"]?.text == "\(code)")
        let done = installation.run("roster", "import", "--same", "\(code)", second)
        #expect(done.exitCode == .done)
        #expect(done.output.contains("moved"))
        #expect(installation.run("roster", "import", "--same", "\(code)", second).exitCode == .done)
    }

    @Test func countsThoseWhoStayAndShowsTheFirst() throws {
        let rows = (1...9).map { "D\($0),代表\($0),SS00,县\n" }
        let all = try installation.file("a.csv", "编号,姓名,站点编号,层级\n" + rows.joined())
        let one = try installation.file("o.csv", "编号,姓名,站点编号,层级\n" + rows[0])
        _ = installation.run("roster", "import", stations, all)
        let kept = installation.run("roster", "import", one)
        #expect(kept.output.split(separator: "\n").count { $0.hasPrefix("gone") } == 5)
        #expect(kept.output.contains("… and 3 more that aren't in the files (--json lists them all)"))
        let pruned = installation.run("roster", "import", "--prune", "--yes", "--dry-run", one)
        #expect(pruned.output.split(separator: "\n").count { $0.hasPrefix("retired") } == 8)
    }
}
