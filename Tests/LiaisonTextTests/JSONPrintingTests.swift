import LiaisonText
import Testing

@Suite struct JSONPrintingTests {
    @Test(arguments: [
        (JSON.null, "null"), (.bool(true), "true"), (.bool(false), "false"), (.integer(-7), "-7"),
        (.integer(.max), "9223372036854775807"), (.number(1.5), "1.5"), (.number(.infinity), "null"),
        (.string("路灯 \"a\\b\"/"), #""路灯 \"a\\b\"/""#),
        (.string("\n\r\t\u{0}\u{1B}\u{7F}"), #""\n\r\t\u0000\u001b\u007f""#),
        (.array([]), "[]"), (.object([]), "{}"), (.array([.integer(1), .null]), "[1,null]"),
        (.members(["b": .integer(1), "a": .array([.string("x")])]), #"{"b":1,"a":["x"]}"#),
        (.optional(nil), "null"), (.optional("x"), #""x""#),
    ])
    func printsOnOneLineInOrder(_ value: JSON, _ text: String) {
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    }

    @Test func printsOnSeveralLines() {
        let value = JSON.members(["a": .array([.integer(1), .object([])]), "b": .array([])])
        #expect(
            String(decoding: value.prettyBytes, as: UTF8.self) == """
                {
                  "a": [
                    1,
                    {}
                  ],
                  "b": []
                }

                """)
    }

    @Test func givesAccessByKind() {
        let value = JSON.members([
            "n": .integer(1), "t": .string("x"), "b": .bool(true), "a": .array([.null]),
        ])
        #expect(value["n"]?.integer == 1)
        #expect(value["t"]?.text == "x")
        #expect(value["b"]?.bool == true)
        #expect(value["a"]?.elements == [.null])
        #expect(value["absent"] == nil)
        #expect(value["n"]?.text == nil)
        #expect(JSON.null["n"] == nil)
    }
}
