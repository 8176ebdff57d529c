@testable import LiaisonSystem
import Testing

@Suite struct SHA256Tests {
    /// NIST, Secure Hash Standard Validation System, and the examples of FIPS 180-4.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnop"
                + "qrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func hashesTheStandardsExamples(_ message: String, _ digest: String) {
        #expect(Hex.string(SHA256.digest(Array(message.utf8))) == digest)
    }

    @Test func hashesAMillionLetters() {
        let digest = SHA256.digest([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(Hex.string(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// Where the processor has no instructions for it there is nothing to compare.
    @Test(.enabled(if: SHA256Compression.best == .processor))
    func processorAndPlainSwiftAgreeOnEveryLength() {
        var generator = SystemRandomNumberGenerator()
        let message = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for length in 0...message.count {
            var (portable, processor) = (SHA256(.portable), SHA256(.processor))
            message[..<length].withUnsafeBytes {
                portable.update($0)
                processor.update($0)
            }
            #expect(portable.finish() == processor.finish(), "\(length) bytes")
        }
    }

    @Test func hashesTheSameInPiecesOfAnyLength() {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let whole = SHA256.digest(message)
        for length in [1, 3, 55, 56, 63, 64, 65, 127, 128, 129] {
            var hash = SHA256()
            for start in stride(from: 0, to: message.count, by: length) {
                hash.update(message[start..<min(start + length, message.count)])
            }
            #expect(hash.finish() == whole, "pieces of \(length)")
        }
    }

    @Test func hashesSequencesWithoutContiguousStorage() {
        #expect(SHA256.digest("abc".utf8.lazy.map { $0 }) == SHA256.digest(Array("abc".utf8)))
    }
}

@Suite struct HMACSHA256Tests {
    /// RFC 4231 section 4, test cases 1 to 4, 6 and 7 (5 is truncated).
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func authenticatesTheExamplesOfRFC4231(_ key: [UInt8], _ message: [UInt8], _ code: String) {
        #expect(Hex.string(HMACSHA256(key: key).authenticate(message)) == code)
    }

    @Test func isReusableUnderOneKey() {
        let key = HMACSHA256(key: Array("Jefe".utf8))
        let first = key.authenticate(Array("one".utf8))
        #expect(key.authenticate(Array("two".utf8)) != first)
        #expect(key.authenticate(Array("one".utf8)) == first)
    }
}
