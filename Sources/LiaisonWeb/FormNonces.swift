import LiaisonSystem
import Synchronization

/// Issues and checks the hidden nonces of forms.
///
/// A nonce is 36 characters of base64url: the second of rendering (5 bytes), 14 random bytes and 8 bytes of a
/// keyed hash over both and the form's subject. It makes a repeated sending recognisable, can't be made by a
/// foreign page, and belongs to one form only. It doesn't expire: a page may lie open for weeks.
struct FormNonces: Sendable {
    private static let timeLength = 5
    private static let randomLength = 14
    private static let macLength = 8

    private let key: HMACSHA256
    private let source = RandomPool()

    init(secret: [UInt8]) { key = HMACSHA256(key: Array("form nonce".utf8) + secret) }

    /// A fresh nonce.
    ///
    /// - Parameters:
    ///   - subject: What the form is about: a code, or a case number.
    ///   - now: The moment of rendering.
    /// - Returns: The nonce.
    func issue(for subject: String, at now: Timestamp) -> String {
        let seconds = UInt64(max(0, now.milliseconds / 1000))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.timeLength + Self.randomLength + Self.macLength)
        for shift in stride(from: 32, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: seconds >> UInt64(shift)))
        }
        source.append(Self.randomLength, to: &bytes)
        bytes.append(contentsOf: mac(bytes, subject))
        return Base64URL.encode(bytes)
    }

    /// The nonce's bytes when it is one of ours for that subject, else nothing.
    func check(_ nonce: String, for subject: String) -> [UInt8]? {
        let length = Self.timeLength + Self.randomLength
        guard let bytes = Base64URL.decode(nonce.utf8), bytes.count == length + Self.macLength else {
            return nil
        }
        let content = Array(bytes[..<length])
        return equalInConstantTime(Array(bytes[length...]), Array(mac(content, subject))) ? content : nil
    }

    /// When the form was rendered, to the second, by a nonce's bytes.
    static func rendered(_ nonce: [UInt8]) -> Timestamp {
        Timestamp(milliseconds: Int64(nonce[..<timeLength].reduce(0) { $0 << 8 | UInt64($1) }) * 1000)
    }

    private func mac(_ content: [UInt8], _ subject: String) -> ArraySlice<UInt8> {
        key.authenticate(content + Array(subject.utf8)).prefix(Self.macLength)
    }
}

/// Random bytes from the kernel, fetched a page at a time: one system call for many forms.
private final class RandomPool: Sendable {
    private let rest = Mutex<[UInt8]>([])

    func append(_ count: Int, to bytes: inout [UInt8]) {
        let taken = rest.withLock { rest -> [UInt8] in
            if rest.count < count { rest = RandomBytes.make(count: 4096) }
            defer { rest.removeLast(count) }
            return Array(rest.suffix(count))
        }
        bytes.append(contentsOf: taken)
    }
}
