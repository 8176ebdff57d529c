import LiaisonSystem
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648 section 10, without padding, and section 9's bytes for the last two symbols.
    @Test(
        arguments: [
            ([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0x66, 0x6F, 0x6F], "Zm9v"),
            ([0x66, 0x6F, 0x6F, 0x62], "Zm9vYg"), ([0x14, 0xFB, 0x9C, 0x03, 0xD9, 0x7E], "FPucA9l-"),
            ([0xFB, 0xFF], "-_8"),
        ] as [([UInt8], String)])
    func writesAndReads(_ bytes: [UInt8], _ text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(arguments: ["Z", "Zh", "Zm9vY", "Zg==", "Zm9+", "Zm9/", "Zm 8"])
    func refusesWhatItWouldNotWrite(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
