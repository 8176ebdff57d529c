import LiaisonText
import Testing

@Suite struct JSONParsingTests {
    @Test(arguments: [
        ("null", JSON.null), (" true ", .bool(true)), ("\t\r\nfalse", .bool(false)), ("0", .integer(0)),
        ("-0", .integer(0)), ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)),
        ("1e3", .number(1000)), ("-2.5E-1", .number(-0.25)), ("[]", .array([])), ("{ }", .object([])),
        ("[1 , [ ] ]", .array([.integer(1), .array([])])),
        (#"{"a":{"a":1}}"#, .members(["a": .members(["a": .integer(1)])])),
        (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")), (#""\u8def灯""#, .string("路灯")),
        (#""\ud842\udfb7""#, .string("𠮷")), (#""\u0000""#, .string("\u{0}")),
        ("\"\u{7F}\"", .string("\u{7F}")),
        (#"{"a":1,"a":2}"#, .members(["a": .integer(1), "a": .integer(2)])),
    ])
    func readsValues(_ text: String, _ value: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        ("", JSONError.Reason.unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("nul", .unexpectedByte, 0),
        ("nullx", .trailingBytes, 4), ("1 2", .trailingBytes, 2), ("[1,]", .unexpectedByte, 3),
        ("[1", .unexpectedEnd, 2), ("{\"a\"}", .unexpectedByte, 4), ("{a:1}", .unexpectedByte, 1),
        ("{\"a\":1,}", .unexpectedByte, 7), ("'a'", .unexpectedByte, 0), ("\"a", .unexpectedEnd, 2),
        ("\"\n\"", .controlByte, 1), (#""\x""#, .badEscape, 3), (#""\ud842""#, .badEscape, 7),
        (#""\udfb7""#, .badEscape, 7), (#""\ud842\u0041""#, .badEscape, 13), (#""\u12g4""#, .badEscape, 3),
        ("01", .badNumber, 2), ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2), ("1.x", .badNumber, 2),
        ("1e", .unexpectedEnd, 2),
        ("1ex", .badNumber, 2), ("1e+x", .badNumber, 3), ("-.5", .badNumber, 1),
        ("\" \u{1F}\"", .controlByte, 2),
        ("{", .unexpectedEnd, 1), ("{\"a\":1,", .unexpectedEnd, 7), ("\"\\", .unexpectedEnd, 2),
        ("\"\\u12", .unexpectedEnd, 3),
        ("+1", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0), ("\u{FEFF}1", .unexpectedByte, 0),
    ])
    func refusesWhatIsNoJSON(_ text: String, _ reason: JSONError.Reason, _ offset: Int) {
        #expect(throws: JSONError(reason: reason, offset: offset)) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func isDamagedWhereverItIsCut() throws {
        let whole = #"{"a b":[1,-2.5e+3,"c\n\u00e9\ud83d\ude00 d",true,null],"e":{},"":"f"}"#
        _ = try JSON(parsing: Array(whole.utf8))
        for length in 0..<whole.utf8.count {
            #expect(throws: JSONError.self, "\(length)") {
                try JSON(parsing: Array(whole.utf8.prefix(length)))
            }
        }
    }

    @Test(arguments: [
        ("{\"a\":1,\"b\":2}", nil), ("{\"a\":1,\"a\":2}", "a"),
        ("[{\"a\":1},{\"a\":{\"b\":1,\"b\":2}}]", "a.b"),
        ("{\"a\":{\"b\":1},\"b\":2}", nil), ("[]", nil),
    ])
    func namesTheFirstMemberThatStandsTwice(_ text: String, _ path: String?) throws {
        #expect(try JSON(parsing: Array(text.utf8)).repeatedMember == path)
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22]])
    func refusesTextThatIsNoUTF8(_ bytes: [UInt8]) {
        #expect {
            try JSON(parsing: bytes)
        } throws: { error in
            (error as? JSONError)?.reason == .badUTF8
        }
    }

    @Test func boundsTheDepth() throws {
        let deep = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        _ = try JSON(parsing: Array(deep.utf8))
        #expect(throws: JSONError(reason: .tooDeep, offset: 32)) {
            try JSON(parsing: Array("[\(deep)]".utf8))
        }
        let bomb = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError(reason: .tooDeep, offset: 32)) { try JSON(parsing: bomb) }
    }

    @Test func readsBackWhatItPrints() throws {
        let value = JSON.members([
            "text": .string("路灯\u{0}\u{1F}\"\\\u{2028}𠮷"),
            "list": .array([.null, .bool(false), .number(0.1)]),
            "empty": .object([]), "": .integer(.min),
        ])
        #expect(try JSON(parsing: value.bytes) == value)
        #expect(try JSON(parsing: value.prettyBytes) == value)
    }
}
