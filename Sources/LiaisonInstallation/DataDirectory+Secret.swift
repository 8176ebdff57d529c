import LiaisonStore
import LiaisonSystem

extension DataDirectory {
    static let secretLength = 32

    /// The secret that query codes, nonces and their hashes hang on.
    package func secret() throws(InstallationError) -> [UInt8] {
        let file: [UInt8]
        do throws(InstallationError) {
            file = try read(path(of: .secret))
        } catch {
            // Never made anew: with another one no query code that was handed out opens its receipt.
            if case .system(let cause) = error, cause.code == .noSuchFile {
                throw .noSecret(path: path(of: .secret))
            }
            throw error
        }
        guard let secret = Self.secret(in: file) else { throw .damagedSecret(path: path(of: .secret)) }
        // Another digit makes another secret, with which every receipt would be said not to exist.
        if let check = try secretCheck(), !check.starts(with: Self.checkDigits(of: secret)) {
            throw .damagedSecret(path: path(of: .secret))
        }
        return secret
    }

    /// The secret that the bytes of its file stand for; nothing when they hold none.
    package static func secret(in file: [UInt8]) -> [UInt8]? {
        Hex.decode(file.prefix { $0 != 0x0A }).flatMap { $0.count == secretLength ? $0 : nil }
    }

    /// What stands beside the secret to tell it from any other: what sha256sum(1) prints of its file; nothing in an
    /// installation of a release before.
    private func secretCheck() throws(InstallationError) -> [UInt8]? {
        do throws(SystemError) { return try Files.read(path(of: .secretCheck), limit: 1 << 10) } catch {
            if error.code == .noSuchFile { return nil }
            throw .system(error)
        }
    }

    /// Whether something tells the secret from any other.
    ///
    /// - Throws: ``InstallationError/system(_:)`` when what stands there can't be read.
    package func hasSecretCheck() throws(InstallationError) -> Bool { try secretCheck() != nil }

    /// Whether a secret's file is the one that a check was made of.
    ///
    /// - Parameters:
    ///   - check: What stands beside the secret.
    ///   - file: The bytes of the secret's file; of what holds no secret nothing is said.
    /// - Returns: Whether it is.
    package static func check(_ check: [UInt8], isOf file: [UInt8]) -> Bool {
        secret(in: file).map { check.starts(with: checkDigits(of: $0)) } ?? true
    }

    private static func checkDigits(of secret: [UInt8]) -> [UInt8] {
        Hex.bytes(SHA256.digest(Hex.bytes(secret) + [0x0A]))
    }

    /// Puts the check beside a secret that has none: a new one, or a release before's.
    ///
    /// - Throws: ``InstallationError`` when the secret can't be read, or nothing be written beside it.
    package func addSecretCheck() throws(InstallationError) {
        if try secretCheck() != nil { return }
        let line = Self.checkDigits(of: try secret()) + Array("  \(Entry.secret.rawValue)\n".utf8)
        // Whole or not at all: half of it fits no secret. Another server would write the same.
        try InstallationError.wrapping { () throws(SystemError) in
            try Files.replace(path(of: .secretCheck), with: line)
        }
    }
}
