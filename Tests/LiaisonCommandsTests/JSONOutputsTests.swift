import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonCommands

/// What the manual says about `--json`, held against the commands.
@Suite struct JSONOutputsTests {
    static let printing = CommandCatalog.commands.map { $0.description }
        .filter { $0.option("json") != nil }.map(\.name)

    @Test(arguments: printing)
    func everyCommandThatPrintsJSONSaysWhat(name: String) throws {
        let shape = try #require(JSONOutputs.shape(of: name), "JSONOutputs lacks \(name)")
        #expect(shape.hasPrefix("{") || shape.hasPrefix("["), "\(name)")
        #expect(!Self.members(of: shape).isEmpty || name == "erase", "\(name)")
    }

    /// The manual's members are those that are printed.
    @Test(arguments: [
        "roster list --json", "roster check --json", "token list --json", "inbox list --json",
        "inbox show CASE --json", "inbox list --claimable --json", "report --json", "doctor --json",
        "verify --json", "seal --json", "code history CODE --json", "serve --show-config --json",
        "reply CASE --text 好 --json", "intake --station SS00 --text 井盖 --json",
        "backup BACKUP --json", "login --list --json", "quarantine list --json",
        "inbox pull --to MAIL --json",
    ])
    func theManualNamesWhatIsPrinted(line: String) throws {
        let home = try TemporaryDirectory()
        let installation = try Self.installation()
        let environment = [
            "LIAISON_DATA": installation.path, "HOME": home.path, "XDG_CONFIG_HOME": "\(home.path)/c",
        ]
        func run(_ words: [String]) throws -> CommandLineRun {
            let run = CommandLineRun(words, input: .silentTerminal, environment: environment)
            try #require([.done, .failed, .partly].contains(run.exitCode), "\(run.errors)")
            return run
        }
        func json(_ words: [String]) throws -> JSON { try JSON(parsing: Array(try run(words).output.utf8)) }
        let entry = ["intake", "--station", "SS00", "--text", "路灯", "--json"]
        let number = try #require(try json(entry)["case"]?.text)
        let code = try #require(try json(["roster", "list", "--json"]).elements?.first?["code"]?.text)
        _ = try run(["token", "issue", "--office"])
        try Self.logIn(home: "\(home.path)/c")
        let places = [
            "CASE": number, "CODE": code, "BACKUP": "\(home.path)/backup", "MAIL": "\(home.path)/mail",
        ]
        let words = line.split(separator: " ").map { places[String($0)] ?? String($0) }
        let command = try #require(
            CommandCatalog.commands.filter { words.starts(with: $0.description.path) }
                .max { $0.description.path.count < $1.description.path.count })
        let shape = try #require(JSONOutputs.shape(of: command.description.name))
        let printed = try json(words)
        guard case .object(let members)? = printed.elements?.first ?? Optional(printed) else {
            // An empty list has no members to compare.
            #expect(printed.elements?.isEmpty == true && shape.hasPrefix("["))
            return
        }
        #expect(shape.hasPrefix("[") == (printed.elements != nil))
        #expect(Set(members.map(\.name)) == Set(Self.members(of: shape)), "\(line)")
    }

    @Test func theMembersOfAShapeAreThoseOfItsOuterObject() {
        #expect(
            Self.members(of: "[{a, b (x|y), c [{d, e}], f {g}}]; in c: h") == ["a", "b", "c", "f"])
    }

    /// The names in the outermost braces.
    private static func members(of shape: String) -> [String] {
        var names: [String] = []
        var name = ""
        var depth = 0
        func end() {
            let word = name.split(separator: " ").first.map(String.init) ?? ""
            if !word.isEmpty { names.append(word) }
            name = ""
        }
        for character in shape.drop(while: { $0 == "[" }) {
            switch character {
            case "{", "[", "(":
                depth += 1
            case "}", "]", ")":
                depth -= 1
                if depth == 0 {
                    end()
                    return names
                }
            case "," where depth == 1: end()
            case _ where depth == 1: name.append(character)
            default: break
            }
        }
        return names
    }

    static func installation() throws -> TemporaryInstallation {
        let installation = try TemporaryInstallation()
        let stations = try installation.file(
            "stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n")
        let deputies = try installation.file("deputies.csv", "name,station,level\n张三,SS00,县\n")
        try Files.replace(
            "\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8), mode: 0o600)
        _ = try installation.file(
            "liaison.conf", "base_url = https://llz.example.gov.cn\nname = x\ntopics = 道路交通\n")
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        return installation
    }

    /// A login, as `login` keeps it.
    private static func logIn(home: String) throws {
        try Files.makeDirectory("\(home)/liaison", mode: 0o700)
        let profile = #"{"server":"https://a.example","token":"llz_a","kind":"office","name":"人大办"}"#
        try Files.create("\(home)/liaison/a.json", with: Array(profile.utf8), mode: 0o600)
    }
}
