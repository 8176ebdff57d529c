import TestSupport
import Testing

@testable import LiaisonJournal

@Suite struct LineScannerTests {
    /// Whether a line `{"a":"…"}` with that content has that one member, as a plain reading says.
    private static func isWhole(_ content: [UInt8]) -> Bool {
        var index = 0
        while index < content.count {
            switch content[index] {
            case UInt8(ascii: "\""), 0..<0x20: return false
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        // The last one would escape the quote that ends it.
        return index == content.count
    }

    private static func scan(_ content: [UInt8]) -> Range<Int>? {
        let line = Array(#"{"a":""#.utf8) + content + Array("\"}".utf8)
        return line.withUnsafeBufferPointer { bytes in
            var scanner = LineScanner(bytes)
            guard let member = scanner?.next(), scanner?.isAtEnd == true else { return nil }
            return member.value
        }
    }

    /// Eight bytes are looked at at a time: each byte at each place among ordinary ones.
    @Test(arguments: [UInt8(ascii: "x"), 0x20, 0xE8])
    func findsTheEndOfAStringWhateverStandsInIt(_ ordinary: UInt8) {
        for length in 1...17 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var content = [UInt8](repeating: ordinary, count: length)
                    content[place] = byte
                    let found = Self.scan(content)
                    let isRight = (found == 5..<(7 + length)) == Self.isWhole(content)
                    if !isRight { Issue.record("byte \(byte) at \(place) of \(length)") }
                }
            }
        }
    }

    @Test func findsTheEndOfAStringWithMuchInIt() {
        let bytes: [UInt8] = [0x22, 0x5C, 0x1F, 0x20, 0x21, 0x23, 0x5B, 0x5D, 0x80, 0xA2, 0xDC, 0x78]
        var generator = Seeded(state: 7)
        for _ in 0..<20_000 {
            let content = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Bool.random(using: &generator) ? 0x78 : bytes.randomElement(using: &generator) ?? 0
            }
            let isRight = (Self.scan(content) == 5..<(7 + content.count)) == Self.isWhole(content)
            if !isRight { Issue.record("\(content)") }
        }
    }
}
