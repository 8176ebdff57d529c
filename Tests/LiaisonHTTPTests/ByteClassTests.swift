import Testing

@testable import LiaisonHTTP

/// The classes as the RFCs write them out, for every byte that there is.
@Suite struct ByteClassTests {
    private static let digits = "0123456789"
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    private func bytes(where isMember: (UInt8) -> Bool) -> [UInt8] { (0...255).filter(isMember) }

    /// RFC 9110 section 5.6.2.
    @Test func tokensAreMadeOfLettersDigitsAndFifteenMarks() {
        #expect(
            bytes(where: ByteClass.isToken)
                == ("!#$%&'*+-.^_`|~" + Self.digits + Self.letters).utf8.sorted())
    }

    @Test func digitsAreTen() { #expect(bytes(where: ByteClass.isDigit) == Array(Self.digits.utf8)) }

    /// RFC 9110 section 5.5.
    @Test func fieldValuesHaveNoControlsButTabs() {
        #expect(bytes(where: ByteClass.isFieldValue) == [0x09] + (0x20...0x7E) + (0x80...0xFF))
    }

    @Test func targetsAreVisibleWithoutNumberSigns() {
        #expect(bytes(where: ByteClass.isTarget) == (0x21...0x7E).filter { $0 != 0x23 })
    }

    @Test func onlyCapitalsHaveALowerCase() {
        #expect(bytes { ByteClass.lowercase($0) != $0 } == Array(0x41...0x5A))
        #expect((0x41...0x5A).map(ByteClass.lowercase) == Array(0x61...0x7A))
    }
}
