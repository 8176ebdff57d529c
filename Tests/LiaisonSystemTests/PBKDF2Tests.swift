import Testing

@testable import LiaisonSystem

@Suite struct PBKDF2Tests {
    /// RFC 7914 section 11, the first 32 bytes.
    @Test(arguments: [
        ("passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"),
        ("Password", "NaCl", 80_000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"),
    ])
    func derivesTheKeysOfTheStandard(password: String, salt: String, rounds: Int, key: String) {
        let derived = PBKDF2.key(of: Array(password.utf8), salt: Array(salt.utf8), rounds: rounds)
        #expect(Hex.string(derived) == key)
    }
}
