import Testing

/// What the tests of the wording read sources with must itself read right, or they hold nothing.
@Suite struct SourceLiteralsTests {
    @Test(arguments: [
        (#"text("form.title")"#, [["form.title"]]),
        (#"let a = "x" // not "this""#, [["x"]]),
        (
            #"text("state.\(kind)", ["name": html(name("a", "b"))])"#,
            [["state.", ""], ["name"], ["a"], ["b"]]
        ),
        (#""outer \(inner("in \(deep)")) end""#, [["in ", ""], ["outer ", " end"]]),
        (##"#"raw "quoted" \(no) \#(yes)"#"##, [[#"raw "quoted" \(no) "#, ""]]),
        (#""escaped \" quote" + "next""#, [[#"escaped \" quote"#], ["next"]]),
        ("\"\"\"\n  two \"words\"\n  \"\"\"\n\"after\"", [["\n  two \"words\"\n  "], ["after"]]),
        (#"("")"#, [[""]]),
    ])
    func readsLiterals(_ source: String, _ literals: [[String]]) {
        #expect(SourceLiterals.literals(in: Array(source.utf8)).map(\.parts) == literals)
    }
}
