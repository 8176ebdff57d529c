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
package struct FormNonces: Sendable {
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
    package func issue(for subject: String, at now: Timestamp) -> FormNonce {
        var bytes = InlineArray<27, UInt8>(repeating: 0)
        Self.write(UInt64(max(0, now.milliseconds / 1000)), Self.timeLength, to: &bytes, at: 0)
        source.take(Self.randomLength) { random in
            for index in 0..<Self.randomLength { bytes[Self.timeLength + index] = random[index] }
        }
        let length = Self.timeLength + Self.randomLength
        let mac = mac(bytes.span.extracting(first: length), subject)
        Self.write(mac, Self.macLength, to: &bytes, at: length)
        return FormNonce(bytes)
    }

    /// The nonce's bytes when it is one of ours for that subject, else nothing.
    package func check(_ nonce: String, for subject: String) -> [UInt8]? {
        let length = Self.timeLength + Self.randomLength
        guard let bytes = Base64URL.decode(nonce), bytes.count == length + Self.macLength else {
            return nil
        }
        let content = Array(bytes[..<length])
        // One word against another takes the same time whatever they are.
        return Self.number(bytes[length...]) == mac(content.span, subject) ? content : nil
    }

    /// When the form was rendered, to the second, by a nonce's bytes.
    package static func rendered(_ nonce: [UInt8]) -> Timestamp {
        Timestamp(milliseconds: Int64(number(nonce[..<timeLength])) * 1000)
    }

    private func mac(_ content: Span<UInt8>, _ subject: String) -> UInt64 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: content.count + subject.utf8.count) {
            message in
            _ = content.withUnsafeBufferPointer { message.initialize(fromContentsOf: $0) }
            _ = message[content.count...].initialize(from: subject.utf8)
            return key.hash(message.span)
        }
    }

    /// The number that at most eight bytes stand for, the highest first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Writes the lowest bytes of a number, the highest of them first.
    private static func write(
        _ number: UInt64, _ count: Int, to bytes: inout InlineArray<27, UInt8>, at start: Int
    ) {
        for index in 0..<count {
            bytes[start + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - index)))
        }
    }
}

/// A form's hidden nonce as it stands in the page.
package struct FormNonce: Sendable {
    /// The number of its characters.
    package static let length = 36

    /// Letters, digits, `-` and `_`.
    package let characters: InlineArray<36, UInt8>

    /// The nonce of these bytes.
    init(_ bytes: InlineArray<27, UInt8>) {
        var characters = InlineArray<36, UInt8>(repeating: 0)
        var text = characters.mutableSpan
        Base64URL.encode(bytes.span, to: &text)
        self.characters = characters
    }

    package var text: String {
        characters.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

/// Random bytes from the kernel, fetched a page at a time: one system call for many forms.
private final class RandomPool: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        /// Bytes that are used up.
        var used = 0
    }

    private let state = Mutex(State())

    /// Lends `count` bytes that nobody else gets.
    func take(_ count: Int, _ body: (Span<UInt8>) -> Void) {
        state.withLock { state in
            if state.bytes.count - state.used < count { state = State(bytes: RandomBytes.make(count: 4096)) }
            body(state.bytes.span.extracting(state.used..<(state.used + count)))
            state.used += count
        }
    }
}
