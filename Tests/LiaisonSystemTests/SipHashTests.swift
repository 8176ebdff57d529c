import Testing

@testable import LiaisonSystem

@Suite struct SipHashTests {
    /// The paper's key, and messages 00, 00 01, ... as in its appendix A and its reference code's `vectors_sip64`.
    @Test(
        arguments: [
            (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (2, 0x0d6c_8009_d9a9_4f5a),
            (7, 0xab02_00f5_8b01_d137), (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
            (16, 0x3f2a_cc7f_57c2_9bdb), (63, 0x958a_324c_eb06_4572),
        ] as [(Int, UInt64)])
    func agreesWithTheReference(length: Int, hash: UInt64) {
        let hasher = SipHash(key: Array(0..<16))
        let message = (0..<length).map { UInt8($0) }
        let found = hasher.hash(message.span)
        #expect(found == hash)
    }

    @Test func hangsOnEveryByteOfTheKey() {
        let message = Array("message".utf8)
        let hashes = (0..<16).map { index in
            var key = [UInt8](repeating: 7, count: 16)
            key[index] = 8
            return SipHash(key: key).hash(message.span)
        }
        #expect(Set(hashes).count == 16)
    }
}
