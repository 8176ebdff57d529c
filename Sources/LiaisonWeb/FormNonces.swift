import LiaisonSystem
import Synchronization

/// Issues and checks the hidden nonces of forms.
///
/// A nonce is 36 characters of base64url: the second of rendering (5 bytes), 14 random bytes and 8 bytes of a
/// keyed hash over both and the form's subject. It makes a repeated sending recognisable, can't be made by a
/// foreign page, and belongs to one form only. It doesn't expire: a page may lie open for weeks.
///
/// Every form that is shown costs such a hash, hence ``SipHash``: what it keeps out is a forged form, one guess in 2^64.
/// Number and query code of a receipt follow from the nonce by ``ReceiptKeys``, not from this hash or its key.
struct FormNonces: Sendable {
    private static let timeLength = 5
    private static let randomLength = 14
    private static let macLength = 8

    private let key: SipHash
    private let source = RandomPool()

    init(secret: [UInt8]) {
        let derived = HMACSHA256(key: secret).authenticate(Array("form nonce".utf8))
        key = SipHash(key: Array(derived.prefix(SipHash.keyLength)))
    }

    /// A fresh nonce.
    ///
    /// - Parameters:
    ///   - subject: What the form is about: a code, or a case number.
    ///   - now: The moment of rendering.
    /// - Returns: The nonce.
    func issue(for subject: String, at now: Timestamp) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.timeLength + Self.randomLength + Self.macLength)
        bytes.append(UInt64(max(0, now.milliseconds / 1000)), count: Self.timeLength)
        source.append(Self.randomLength, to: &bytes)
        bytes.append(mac(bytes, subject), count: Self.macLength)
        return Base64URL.encode(bytes)
    }

    /// The nonce's bytes when it is one of ours for that subject, else nothing.
    func check(_ nonce: String, for subject: String) -> [UInt8]? {
        let length = Self.timeLength + Self.randomLength
        guard let bytes = Base64URL.decode(nonce.utf8), bytes.count == length + Self.macLength else {
            return nil
        }
        let content = Array(bytes[..<length])
        // One word against another takes the same time whatever they are.
        return Self.number(bytes[length...]) == mac(content, subject) ? content : nil
    }

    /// When the form was rendered, to the second, by a nonce's bytes.
    static func rendered(_ nonce: [UInt8]) -> Timestamp {
        Timestamp(milliseconds: Int64(number(nonce[..<timeLength])) * 1000)
    }

    private func mac(_ content: [UInt8], _ subject: String) -> UInt64 { key.hash(content + subject.utf8) }

    /// The number that at most eight bytes stand for, the highest first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// Appends the lowest bytes of a number, the highest of them first.
    fileprivate mutating func append(_ number: UInt64, count: Int) {
        for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}

/// Random bytes from the kernel, fetched a page at a time: one system call for many forms.
private final class RandomPool: Sendable {
    private let rest = Mutex<[UInt8]>([])

    func append(_ count: Int, to bytes: inout [UInt8]) {
        rest.withLock { rest in
            if rest.count < count { rest = RandomBytes.make(count: 4096) }
            bytes.append(contentsOf: rest[(rest.count - count)...])
            rest.removeLast(count)
        }
    }
}
