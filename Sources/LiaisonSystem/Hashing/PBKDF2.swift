/// PBKDF2 with HMAC-SHA-256, RFC 8018 section 5.2, for keys of one block: it makes every guess of a short secret cost as
/// many hashes as there are rounds.
package enum PBKDF2 {
    /// The first 32 bytes of the derived key.
    ///
    /// - Parameters:
    ///   - password: The secret.
    ///   - salt: Random bytes that are stored beside the key.
    ///   - rounds: How often the hash is applied, at least once.
    /// - Returns: 32 bytes.
    package static func key(of password: [UInt8], salt: [UInt8], rounds: Int) -> [UInt8] {
        let hmac = HMACSHA256(key: password)
        var block = hmac.authenticate(salt + [0, 0, 0, 1])
        var key = block
        for _ in 1..<max(1, rounds) {
            block = hmac.authenticate(block)
            for index in key.indices { key[index] ^= block[index] }
        }
        return key
    }
}
