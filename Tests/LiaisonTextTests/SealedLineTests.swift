import LiaisonSystem
import LiaisonText
import Testing

@Suite struct SealedLineTests {
    private let object = Array(#"{"name":"李明","station":"SS00"}"#.utf8)

    @Test func sealsALineAndTakesTheSealOffAgain() {
        let line = SealedLine.seal(object)
        #expect(line.starts(with: object.dropLast()))
        #expect(SealedLine.state(of: line) == .holds)
        #expect(SealedLine.state(of: object) == .none)
        #expect(SealedLine.unsealed(line) == object)
        #expect(SealedLine.unsealed(object) == object)
        // sha256sum(1) checks it too.
        let content = String(decoding: object.dropLast(), as: UTF8.self)
        #expect(
            String(decoding: line, as: UTF8.self).hasSuffix(Hex.string(SHA256.digest(content.utf8)) + "\"}"))
    }

    @Test func findsEveryChangedByteOfWhatItSeals() {
        let line = SealedLine.seal(object)
        for index in line.indices {
            var changed = line
            changed[index] ^= 1
            #expect(SealedLine.state(of: changed) != .holds, "byte \(index)")
        }
    }

    @Test(arguments: ["", "}", #","seal":""}"#, #"{"seal":"00"}"#])
    func findsNoSealWhereThereIsNone(text: String) {
        #expect(SealedLine.state(of: Array(text.utf8)) == .none)
    }
}
