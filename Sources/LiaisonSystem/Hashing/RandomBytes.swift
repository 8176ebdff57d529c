import CLinux
import Glibc

/// Bytes from the kernel's random generator, getrandom(2): fit for keys, tokens and codes.
package enum RandomBytes {
    /// `count` random bytes.
    package static func make(count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        fill(&bytes)
        return bytes
    }

    /// `count` random bytes as twice as many lower-case hexadecimal digits.
    package static func hex(count: Int) -> String { Hex.string(make(count: count)) }

    /// Fills `bytes`; getrandom(2) can't fail once the kernel has booted, so a failure ends the process.
    package static func fill(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = getrandom(buffer.baseAddress?.advanced(by: done), buffer.count - done, 0)
                if count > 0 {
                    done += count
                } else {
                    precondition(errno == EINTR, "getrandom failed: no safe random numbers on this machine")
                }
            }
        }
    }
}

/// Lower-case hexadecimal, RFC 4648 section 8.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two digits for each byte.
    package static func string(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: self.bytes(bytes), as: UTF8.self)
    }

    /// Two ASCII digits for each byte.
    package static func bytes(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { self.bytes($0) } }

    /// Two ASCII digits for each byte of a buffer.
    package static func bytes(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        text.appendHex(bytes)
        return text
    }

    /// Writes two ASCII digits for each byte into memory that has room for them.
    package static func write(_ bytes: UnsafeRawBufferPointer, to digits: UnsafeMutableRawBufferPointer) {
        for (index, byte) in bytes.enumerated() {
            digits[index * 2] = digit(byte >> 4)
            digits[index * 2 + 1] = digit(byte & 15)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Two ASCII digits for each byte of any sequence.
    package static func bytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// The bytes that an even number of digits of either case stand for, or nothing.
    package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard let value = value(of: character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    /// The number that 32 digits of either case stand for, or nothing.
    package static func number(_ digits: UnsafeBufferPointer<UInt8>) -> UInt128? {
        guard digits.count == 32 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for index in 0..<16 {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 16]) else {
                return nil
            }
            halves.0 = halves.0 << 4 | UInt64(high)
            halves.1 = halves.1 << 4 | UInt64(low)
        }
        return UInt128(halves.0) << 64 | UInt128(halves.1)
    }

    /// The value of one hexadecimal digit of either case.
    @inlinable @inline(__always)
    package static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension [UInt8] {
    /// Appends two lower-case hexadecimal digits for each byte of a buffer.
    package mutating func appendHex(_ bytes: UnsafeRawBufferPointer) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count * 2) { digits in
            Hex.write(bytes, to: UnsafeMutableRawBufferPointer(digits))
            append(contentsOf: UnsafeBufferPointer(digits))
        }
    }
}
