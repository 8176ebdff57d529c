import LiaisonWording
import Testing

@Suite struct WordingTests {
    private let wording = Wording(
        language: .english,
        file: Array(
            """
            # a comment
            greeting = Hello {name}, {count} new

            long =   first line
              second line
            	third {line}
            # between
              fourth
            greeting = never
              never either
            no sentence here
              belongs to nothing
            equation = a = b
            """.utf8))

    @Test func fillsPlaceholders() {
        #expect(wording("greeting", ["name": "{count}", "count": "3"]) == "Hello {count}, 3 new")
        #expect(wording("greeting", ["name": "Li"]) == "Hello Li, {count} new")
        #expect(wording("greeting", values: ["name": "Li", "count": "0"]) == "Hello Li, 0 new")
    }

    @Test func readsSeveralLinesAndKeepsTheFirstOfTwo() {
        #expect(wording.keys == ["equation", "greeting", "long"])
        #expect(wording("long") == "first line\nsecond line\nthird {line}\nfourth")
        #expect(wording("equation") == "a = b")
        #expect(wording.sentence("greeting") == "Hello {name}, {count} new")
        #expect(wording.sentence("absent") == nil)
    }

    @Test func namesPlaceholders() {
        #expect(wording.placeholders(of: "greeting") == ["count", "name"])
        #expect(wording.placeholders(of: "equation") == [])
    }
}
