import LiaisonCodes
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonCommands

@Suite struct ArgumentParserTests {
    private static let command = CommandDescription(
        ["test"],
        arguments: [
            ArgumentDescription("CASE"), ArgumentDescription("FILE", isRequired: false, isRepeatable: true),
        ],
        options: [
            .json, .value("text", "TEXT"), .value("set", "KEY=VALUE", isRepeatable: true),
            .value("format", "FORMAT", choices: ["png", "svg"]),
        ])

    private func parse(_ words: String...) throws(UsageError) -> ParsedArguments {
        try ArgumentParser.parse(words, for: Self.command)
    }

    @Test func sortsOptionsAndArgumentsInAnyOrder() throws {
        let arguments = try parse("a", "--text", "x", "--json", "b", "--set=k=v", "--set", "l=", "c")
        #expect(arguments.argument("CASE") == "a")
        #expect(arguments.arguments("FILE") == ["b", "c"])
        #expect(arguments.has("json"))
        #expect(arguments.value("text") == "x")
        #expect(arguments.values("set") == ["k=v", "l="])
        #expect(arguments.value("format") == nil)
    }

    @Test func endsOptionsAtTwoDashes() throws {
        let arguments = try parse("--", "--json", "--text")
        #expect(!arguments.has("json"))
        #expect(arguments.argument("CASE") == "--json")
        #expect(arguments.arguments("FILE") == ["--text"])
    }

    @Test func takesADashAsAWordAndAsAValue() throws {
        let arguments = try parse("-", "--text", "-", "-")
        #expect(arguments.argument("CASE") == "-")
        #expect(arguments.value("text") == "-")
        #expect(arguments.arguments("FILE") == ["-"])
    }

    @Test func takesEmptyAndDashedValuesBehindAnEqualsSign() throws {
        #expect(try parse("a", "--text=").value("text") == "")
        #expect(try parse("a", "--text=--json").value("text") == "--json")
        #expect(try parse("a", "--text", "").value("text") == "")
        #expect(try parse("a", "--text", "-5").value("text") == "-5")
    }

    @Test(arguments: [
        (["a", "--jsno"], UsageError.unknownOption("--jsno", suggestion: "--json")),
        (["a", "--zzz=1"], .unknownOption("--zzz", suggestion: nil)),
        (["a", "-j"], .unknownOption("-j", suggestion: nil)),
        (["a", "--text"], .missingValue(option: "--text TEXT")),
        (["a", "--text", "--json"], .missingValue(option: "--text TEXT")),
        (["a", "--json=yes"], .unexpectedValue(option: "--json")),
        (["a", "--json", "--json"], .repeatedOption("--json")),
        (["a", "--text", "x", "--text=y"], .repeatedOption("--text")),
        ([], .missingArgument("CASE")),
        (
            ["a", "--format", "gif"],
            .badValue(
                name: "--format", value: "gif",
                problem: ValueProblem("cli.value.choice", ["choices": "png, svg"]))
        ),
    ])
    func namesTheMistake(_ words: [String], _ error: UsageError) {
        #expect(throws: error) { try ArgumentParser.parse(words, for: Self.command) }
    }

    @Test func refusesWordsTooMany() {
        let command = CommandDescription(["test"], arguments: [ArgumentDescription("ID")])
        #expect(throws: UsageError.extraArgument("b")) { try ArgumentParser.parse(["a", "b"], for: command) }
    }

    @Test func asksForRequiredOptions() {
        let command = CommandDescription(["test"], options: [.value("output", "FILE", isRequired: true)])
        #expect(throws: UsageError.missingOption("--output")) {
            try ArgumentParser.parse([String](), for: command)
        }
        #expect(command.usage == "liaison test --output FILE")
    }

    @Test func writesTheUsageLine() {
        #expect(
            Self.command.usage
                == "liaison test CASE [FILE...] [--json] [--text TEXT] [--set KEY=VALUE]... [--format png|svg]"
        )
    }
}

@Suite struct ValueKindTests {
    @Test func readsIntegersInARange() throws {
        let kind = ValueKind.integer(in: 72...2400)
        #expect(try kind.read("300") == 300)
        for text in ["71", "2401", "x", "", "3.5", "99999999999999999999"] {
            #expect(throws: ValueProblem("cli.value.integer", ["low": "72", "high": "2400"])) {
                try kind.read(text)
            }
        }
    }

    @Test func readsCodesDatesAndStations() throws {
        #expect(try ValueKind.code.read("7k3m-9q4").description == "7K3M9Q4")
        #expect(throws: ValueProblem("cli.value.check")) { try ValueKind.code.read("7K3M9Q5") }
        #expect(throws: ValueProblem("cli.value.length", ["found": "2", "expected": "7"])) {
            try ValueKind.code.read("7K")
        }
        #expect(throws: ValueProblem("cli.value.character", ["character": "!"])) {
            try ValueKind.code.read("7K3M9Q!")
        }
        #expect(try ValueKind.date.read("2025-12-24") == CivilDate(year: 2025, month: 12, day: 24))
        #expect(throws: ValueProblem("cli.value.date")) { try ValueKind.date.read("24.12.2025") }
        #expect(try ValueKind.caseNumber.read("ss00-251224-7k3ml").description == "SS00-251224-7K3ML")
    }
}

@Suite struct SuggestionsTests {
    @Test(arguments: [
        ("inbx", ["inbox"]), ("ibnox", ["inbox"]), ("INBOX", ["inbox"]), ("ros", ["roster"]),
        ("zzz", []), ("", []), ("tokne", ["token"]),
    ])
    func findsTheNearestNames(_ typed: String, _ names: [String]) {
        #expect(Suggestions.near(typed, among: ["inbox", "roster", "token", "qr", "poster"]) == names)
    }

    @Test(arguments: [
        ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3),
        ("ab", "b", 1),
    ])
    func countsEdits(_ first: String, _ second: String, _ distance: Int) {
        #expect(Suggestions.distance(Array(first.utf8), Array(second.utf8)) == distance)
        #expect(Suggestions.distance(Array(second.utf8), Array(first.utf8)) == distance)
    }
}
