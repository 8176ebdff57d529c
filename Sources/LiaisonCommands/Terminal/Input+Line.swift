import Glibc
import LiaisonSystem

extension Input {
    /// One line typed at the terminal.
    ///
    /// - Returns: The line without its end; nothing at the end of the input.
    /// - Throws: What read(2) says.
    func readLine() throws(SystemError) -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1 << 12 {
            let count = try retryingOnInterrupt("read") { read(0, &byte, 1) }
            if count == 0 { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }
}
