import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Testing

@Suite struct PrintCommandTests {
    private let directory: TemporaryDirectory
    private let data: String

    init() throws {
        directory = try TemporaryDirectory()
        data = "\(directory.path)/data"
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name x")
        try importRoster(deputy: "阿卜杜拉·买买提")
    }

    @Test func writesAPictureOfOneCode() throws {
        let code = try self.code(named: "阿卜杜拉·买买提")
        let png = CommandLineRun("qr \(code) --output \(directory.path)/a.png --data \(data)")
        #expect(png.errors == "\(code) 阿卜杜拉·买买提: https://LLZ.EXAMPLE.GOV.CN/\(code)\n")
        #expect(png.output.isEmpty)
        #expect(try Files.read("\(directory.path)/a.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))

        _ = CommandLineRun("qr \(code) --output \(directory.path)/a.SVG --size-mm 52.5 --data \(data)")
        let svg = String(decoding: try Files.read("\(directory.path)/a.SVG"), as: UTF8.self)
        #expect(svg.contains("width=\"52.5mm\""))

        let piped = CommandLineRun("qr \(code) --format svg --size-mm 52.5 --data \(data)")
        #expect(piped.output == svg)

        _ = CommandLineRun("qr \(code) --output \(directory.path) --data \(data)")
        #expect(try Files.status("\(directory.path)/阿卜杜拉·买买提-\(code).png") != nil)
    }

    @Test func refusesALogoThatIsNoPicture() throws {
        let code = try self.code(named: "韶山总站")
        let file = "\(directory.path)/logo.png"
        try Files.create(file, with: Array("GIF89a".utf8))
        let run = CommandLineRun("qr \(code) --logo \(file) --output \(directory.path)/a.png --data \(data)")
        #expect(run.errors == "liaison: \(file) is no PNG picture of at most 4096 pixels a side\n")
        #expect(run.exitCode == .failed)
        #expect(try Files.status("\(directory.path)/a.png") == nil)
        #expect(CommandLineRun("qr \(code) --logo \(file) --ecc L --data \(data)").exitCode == .usage)
    }

    @Test(arguments: [
        (["TERM": "xterm-256color"], "\u{1B}[38;5;16;48;5;231m"), (["TERM": "dumb"], "        "),
        (["TERM": "xterm", "NO_COLOR": "1"], "████"),
    ])
    func drawsTheCodeOnATerminal(environment: [String: String], start: String) throws {
        let code = try self.code(named: "韶山总站")
        let run = CommandLineRun(
            "qr \(code) --data \(data)", environment: environment, terminal: true, width: 80)
        #expect(run.output.hasPrefix(start))
        #expect(run.output.split(separator: "\n").count == (environment["TERM"] == "dumb" ? 37 : 19))
    }

    @Test func writesAllCodesAndThenWhatChanged() throws {
        let folder = "\(directory.path)/codes"
        let (station, deputy) = (try code(named: "韶山总站"), try code(named: "阿卜杜拉·买买提"))
        let first = CommandLineRun("qr --all --output \(folder) --data \(data)")
        #expect(
            first.output == """
                \(folder)/SS00-韶山总站/韶山总站-\(station).png
                \(folder)/SS00-韶山总站/阿卜杜拉·买买提-\(deputy).png

                """)
        let index = String(decoding: try Files.read("\(folder)/index-png.csv"), as: UTF8.self)
        #expect(index.split(separator: "\r\n").count == 3)

        let second = CommandLineRun("qr --all --output \(folder) --data \(data)")
        #expect(second.output.isEmpty)
        #expect(
            second.errors
                == "files written: 0, unchanged: 2, removed: 0; the list is \(folder)/index-png.csv\n")

        try Files.create("\(folder)/SS00-韶山总站/mine.png", with: [])
        try importRoster(deputy: "买买提")
        let third = CommandLineRun("qr --all --output \(folder) --data \(data)")
        #expect(third.output == "\(folder)/SS00-韶山总站/买买提-\(deputy).png\n")
        #expect(
            try Files.names(in: "\(folder)/SS00-韶山总站")
                == ["mine.png", "买买提-\(deputy).png", "韶山总站-\(station).png"])
    }

    @Test func anIndexNeverReachesOutOfItsFolder() throws {
        let folder = "\(directory.path)/codes"
        try Files.makeDirectory(folder)
        try Files.create("\(directory.path)/precious", with: [])
        try Files.create(
            "\(folder)/index-png.csv",
            with: Array("file,fingerprint,code,name,station\n../precious,0,,,\n".utf8))
        let run = CommandLineRun("qr --all --output \(folder) --data \(data)")
        #expect(run.exitCode == .done)
        #expect(try Files.status("\(directory.path)/precious") != nil)
    }

    @Test func namesFilesThatCouldNotBeWritten() throws {
        let folder = "\(directory.path)/codes"
        let code = try self.code(named: "阿卜杜拉·买买提")
        try Files.makeDirectory("\(folder)/SS00-韶山总站/阿卜杜拉·买买提-\(code).png/in-the-way")
        let run = CommandLineRun("qr --all --output \(folder) --data \(data)")
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("阿卜杜拉·买买提-\(code).png"))
        #expect(run.output.contains("韶山总站-"))
    }

    @Test func printsAStationsWallAndADeputysPoster() throws {
        let wall = CommandLineRun("poster --station ss00 --output \(directory.path)/wall.html --data \(data)")
        #expect(wall.output == "\(directory.path)/wall.html\n")
        let page = String(decoding: try Files.read("\(directory.path)/wall.html"), as: UTF8.self)
        #expect(page.contains("size: 297mm 420mm"))
        // A name of two parts may stand on two lines.
        #expect(page.contains("阿卜杜拉·") && page.contains("买买提"))
        #expect(page.contains("2025年12月24日"))

        let code = try self.code(named: "阿卜杜拉·买买提")
        let line = "poster --deputy \(code) --layout card --language en --output - --data \(data)"
        let cards = CommandLineRun(line).output
        #expect(cards.split(separator: "class=\"namecard\"").count == 11)
        #expect(cards.contains("<html lang=\"en\">"))
    }

    @Test func writesPostersThatChanged() throws {
        let line = "poster --all --changed --layout counter --output \(directory.path)/posters --data \(data)"
        let path = "\(directory.path)/posters/SS00-韶山总站-counter.html"
        #expect(CommandLineRun(line).output == "\(path)\n")
        let first = try Files.read(path)
        #expect(CommandLineRun(line).output.isEmpty)
        try importRoster(deputy: "阿卜杜拉·买买提", reception: "逢6")
        #expect(CommandLineRun(line).output == "\(path)\n")
        #expect(try Files.read(path) != first)
    }

    @Test func printsAKitIntoAFolderAStation() throws {
        let folder = "\(directory.path)/kit"
        let run = CommandLineRun("poster --all --kit --month 2026-12 --output \(folder) --data \(data)")
        #expect(run.exitCode == .done, "\(run.errors)")
        let names = ["card", "counter", "reception", "rules", "single-deputies", "single", "wall"]
        #expect(try Files.names(in: "\(folder)/SS00-韶山总站").sorted() == names.map { "SS00-韶山总站-\($0).html" })
        let days = String(
            decoding: try Files.read("\(folder)/SS00-韶山总站/SS00-韶山总站-reception.html"), as: UTF8.self)
        #expect(days.contains("2026年12月接待日"))
        // One station's kit leaves the others' files and their list alone.
        let one = CommandLineRun("poster --station SS00 --kit --output \(folder) --data \(data)")
        #expect(one.exitCode == .done && one.errors.contains("removed: 0"))
        #expect(try Files.names(in: folder).sorted() == ["SS00-韶山总站", "index-kit-SS00.csv", "index-kit.csv"])
        let slips = CommandLineRun("token slip --all --by-station --output \(folder) --data \(data)")
        #expect(slips.exitCode == .done, "\(slips.errors)")
        #expect(try Files.status("\(folder)/SS00-韶山总站/SS00-韶山总站-slips.html")?.permissions == 0o600)
        // Once more would hand out what nobody can tell from the first: refused, and nothing new is in force.
        let before = CommandLineRun("token list --json --data \(data)").output
        #expect(
            CommandLineRun("token slip --all --by-station --output \(folder) --data \(data)").exitCode
                == .failed)
        #expect(CommandLineRun("token list --json --data \(data)").output == before)
    }

    @Test func storesNoPlaceForAPosterThatIsRefused() throws {
        let place = "--place 菜市场 --output - --data \(data)"
        #expect(CommandLineRun("poster --deputy 0000000 --layout single \(place)").exitCode == .failed)
        #expect(try Files.status("\(data)/roster/places.txt") == nil)
        #expect(CommandLineRun("poster --station SS00 --layout single \(place)").exitCode == .done)
        #expect(try Files.read("\(data)/roster/places.txt") == Array("菜市场\n".utf8))
    }

    /// Cards and rules say nothing of who is on duty: whatever stands in the ledger is nothing to them.
    @Test(arguments: [("card", false), ("rules", false), ("wall", true), ("reception", true)])
    func looksIntoTheLedgerOnlyForWhatIsPrinted(layout: String, tells: Bool) throws {
        let set = CommandLineRun("reception set --station SS00 --on 2026-01-06 --place 村部 --data \(data)")
        #expect(set.exitCode == .done, "\(set.errors)")
        let inbox = "\(data)/stations/SS00/inbox"
        let segment = try #require(try Files.names(in: inbox).first)
        let lines = String(decoding: try Files.read("\(inbox)/\(segment)"), as: UTF8.self)
        // Whoever reads the ledger says that it doesn't know all that stands there.
        let newer = lines.replacing("\"kind\":\"set\"", with: "\"kind\":\"moved\"")
        try Files.replace("\(inbox)/\(segment)", with: Array(newer.utf8))
        let run = CommandLineRun("poster --station SS00 --layout \(layout) --output - --data \(data)")
        #expect(run.errors.contains("a newer release") == tells, "\(run.errors)")
    }

    @Test func printsTheOfficesOwnRules() throws {
        let line = "poster --station SS00 --layout rules --output - --data \(data)"
        #expect(CommandLineRun(line).output.contains("联络站工作职责"))
        try Files.create("\(data)/rules.txt", with: Array("# 本站公约\n不迟到\n".utf8))
        let own = CommandLineRun(line).output
        #expect(own.contains("本站公约") && own.contains("<li>不迟到</li>") && !own.contains("联络站工作职责"))
        try Files.replace("\(data)/rules.txt", with: Array("不迟到\n".utf8), mode: 0o644)
        let none = CommandLineRun(line)
        #expect(none.exitCode == .failed && none.errors.contains("rules.txt has no board"))
    }

    @Test func takesPicturesFromFiles() throws {
        let logo = "\(directory.path)/logo.png"
        try Files.create(logo, with: [0x89, 0x50, 0x4E, 0x47])
        try Files.create("\(directory.path)/SS00.jpg", with: [0xFF, 0xD8, 0xFF])
        let line =
            "poster --station SS00 --logo \(logo) --pictures \(directory.path) --output - --data \(data)"
        let page = CommandLineRun(line).output
        #expect(
            page.contains("data:image/png;base64,iVBORw==") && page.contains("data:image/jpeg;base64,/9j/"))
        try Files.replace(logo, with: Array("GIF89a".utf8), mode: 0o644)
        #expect(CommandLineRun(line).errors.contains("logo.png is no picture that browsers show"))
    }

    @Test(.enabled(if: Environment.program("chromium") != nil, "needs chromium"))
    func printsPDFThroughTheBrowser() throws {
        let line =
            "poster --station SS00 --layout single --pdf --output \(directory.path)/a.pdf --data \(data)"
        #expect(CommandLineRun(line).output == "\(directory.path)/a.pdf\n")
        #expect(try Files.read("\(directory.path)/a.pdf").starts(with: "%PDF-".utf8))
    }

    @Test(arguments: ["pdf", "eps"])
    func drawsVectorsForPrintShops(format: String) throws {
        let code = try self.code(named: "韶山总站")
        let path = "\(directory.path)/a.\(format)"
        _ = CommandLineRun("qr \(code) --output \(path) --data \(data)")
        let start = format == "pdf" ? "%PDF-1.4" : "%!PS-Adobe-3.0 EPSF-3.0"
        #expect(try Files.read(path).starts(with: start.utf8))
        let logo = CommandLineRun("qr \(code) --output \(path) --logo x.png --data \(data)")
        #expect(logo.exitCode == .usage)
    }

    @Test func numbersPaperFormsByTheInstallationsSecret() throws {
        let line = "poster --station SS00 --layout paper-form --count 3 --output - --data \(data)"
        #expect(CommandLineRun(line).errors.contains("handler, contact, retention"))
        for assignment in ["handler=市人大", "contact=0731", "retention=两年"] {
            _ = CommandLineRun(["init", "--data", data, "--set", assignment])
        }
        let forms = CommandLineRun(line).output
        #expect(forms.split(separator: "class=\"sheet\"").count == 4)
        #expect(forms.contains("SS00-251224-"))
    }

    @Test(arguments: [
        ("qr", "one of these is needed: “CODE” or “--all”", ExitCode.usage),
        ("qr --all", "“--output” is missing", .usage),
        ("qr 0000000 --all --output x", "“CODE” and “--all” exclude each other", .usage),
        ("qr 0000000", "the code 0000000 was never given to anyone", .failed),
        ("qr 0000000 --size-mm 1", "--size-mm “1”: must be a number from 5 to 2000", .usage),
        ("poster --output x", "one of these is needed: “--station ID” or “--deputy CODE” or “--all”", .usage),
        ("poster --station SS00", "“--output” is missing", .usage),
        (
            "poster --station SS00 --paper A5 --output x", "--paper “A5”: the layout wall is made for A3, A4",
            .usage
        ),
        ("poster --station SS00 --changed --output x", "“--all” is missing", .usage),
        ("poster --all --layout paper-form --output x", "“--station” is missing", .usage),
        (
            "poster --station SS00 --deputies --output x",
            "“--deputies” and “--layout wall” exclude each other", .usage
        ),
        ("poster --station SS77 --output x", "there is no station “SS77”", .usage),
    ])
    func refuses(line: String, message: String, exitCode: ExitCode) {
        let run = CommandLineRun(line, environment: ["LIAISON_DATA": data])
        #expect(run.errors.hasPrefix("liaison: \(message)"))
        #expect(run.exitCode == exitCode)
    }

    @Test func refusesACodeOutOfUse() throws {
        let code = try self.code(named: "阿卜杜拉·买买提")
        _ = CommandLineRun("code revoke \(code) --reason stolen --data \(data)")
        let run = CommandLineRun("qr \(code) --data \(data)")
        #expect(run.errors.hasPrefix("liaison: the code \(code) of 阿卜杜拉·买买提 is out of use"))
        #expect(run.exitCode == .failed)
    }

    private func importRoster(deputy: String, reception: String = "") throws {
        let files = [
            ("stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\(reception)\n"),
            ("deputies.csv", "id,name,station,level\nD1,\(deputy),SS00,县\n"),
        ]
        for (name, text) in files { try Files.replace("\(directory.path)/\(name)", with: Array(text.utf8)) }
        let paths = files.map { "\(directory.path)/\($0.0)" }.joined(separator: " ")
        #expect(CommandLineRun("roster import \(paths) --yes --data \(data)").exitCode == .done)
    }

    private func code(named name: String) throws -> String {
        let list = try JSON(parsing: Array(CommandLineRun("roster list --json --data \(data)").output.utf8))
        return try #require(list.elements?.first { $0["name"]?.text == name }?["code"]?.text)
    }
}
