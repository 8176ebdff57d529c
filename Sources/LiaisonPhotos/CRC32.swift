/// The cyclic redundancy check of PNG chunks (PNG specification, annex D).
struct CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private var register: UInt32 = 0xFFFF_FFFF

    /// The check so far.
    var value: UInt32 { ~register }

    /// Begins with a chunk's type, which its check covers.
    init(of type: String) {
        let bytes = Array(type.utf8)
        bytes.withUnsafeBytes { update($0) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var register = register
        Self.table.withUnsafeBufferPointer { table in
            for byte in bytes {
                register = table[Int(UInt8(truncatingIfNeeded: register) ^ byte)] ^ (register >> 8)
            }
        }
        self.register = register
    }
}
