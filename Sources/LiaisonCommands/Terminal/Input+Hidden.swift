import CLinux
import Glibc
import LiaisonSystem

extension Input {
    /// One line typed at the terminal, not shown while it is typed.
    ///
    /// - Returns: The line without its end; everything up to the end where standard input is no terminal after all.
    /// - Throws: What read(2) says.
    func readHiddenLine() throws(SystemError) -> [UInt8] {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { return try readToEnd(limit: 1 << 12) }
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        try retryingOnInterrupt("tcsetattr") { tcsetattr(0, TCSAFLUSH, &hidden) }
        defer { tcsetattr(0, TCSAFLUSH, &settings) }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1 << 12 {
            let count = try retryingOnInterrupt("read") { read(0, &byte, 1) }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return line
    }
}
