import Glibc
import LiaisonCodes
import LiaisonSystem
import LiaisonWording

/// One file of messages as RFC 4155 describes it, appended to under the lock that mail readers take.
///
/// A message stands behind a line `From NAME@liaison.invalid DATE`, whose name tells which event it is, and before an
/// empty line. Nothing inside needs quoting: bodies are Base64, and no header field is called `From ` with a space.
package struct Mbox: MessageStore {
    package let path: String
    package let staging: Staging

    package var format: MessageFormat { .mbox }

    /// Makes the directory beside the file, named as it with `.liaison` behind; the file comes with its first message.
    ///
    /// - Parameter path: The file.
    /// - Throws: What mkdir(2) says; EISDIR where a directory has the name.
    package init(creating path: String) throws(SystemError) {
        if try Files.status(path)?.isDirectory == true { throw SystemError("open", path, code: .isDirectory) }
        self.path = path
        staging = try Staging(creating: "\(path).liaison", form: .onePage)
    }

    /// A message as it stands in the file.
    static func entry(_ message: MailMessage, _ name: MailName, at moment: Timestamp) -> [UInt8] {
        Array("From \(name)@\(InboxEvent.domain) \(moment.asctime)\n".utf8) + message.bytes + [0x0A]
    }

    package func names() throws(SystemError) -> Set<MailName> {
        Set(try content().entries.compactMap(\.name))
    }

    package func position() throws(SystemError) -> Int? { try Files.status(path)?.size ?? 0 }

    package func publish(_ names: [MailName], at position: Int?) throws(SystemError) {
        // The page goes only after the file holds all of it: where it is missing, an interruption came later.
        if !names.isEmpty, try Files.status(staging.page) != nil {
            try append(page: try FileDescriptor(opening: staging.page, flags: O_RDONLY), at: position)
            try Files.remove(staging.page)
        }
        try Files.syncDirectory(staging.directory)
    }

    /// Appends what an interruption hasn't let through yet.
    private func append(page: borrowing FileDescriptor, at position: Int?) throws(SystemError) {
        let isNew = try Files.status(path) == nil
        let file = try open()
        let size = try file.status().size
        if let position, size >= position, try holds(file, from: position, to: size, startOf: page) {
            try copy(page, from: size - position, to: file)
        } else {
            // A mail reader has written the file anew since: the names tell what came through.
            let present = Set(MboxContent(try read(file, in: 0..<size)).entries.compactMap(\.name))
            let staged = MboxContent(try read(page, in: 0..<(try page.status().size)))
            for entry in staged.entries where entry.name.map(present.contains) != true {
                try file.writeAll(Array(entry.whole))
            }
        }
        try file.sync()
        try file.close()
        if isNew { try Files.syncDirectory(Files.parent(of: path)) }
    }

    /// Whether all that the file has from an offset on is what the page starts with.
    private func holds(
        _ file: borrowing FileDescriptor, from position: Int, to size: Int,
        startOf page: borrowing FileDescriptor
    ) throws(SystemError) -> Bool {
        for start in stride(from: position, to: size, by: Self.chunk) {
            let end = min(start + Self.chunk, size)
            let expected = try read(page, in: (start - position)..<(end - position))
            guard try read(file, in: start..<end) == expected else { return false }
        }
        return true
    }

    private func copy(
        _ page: borrowing FileDescriptor, from offset: Int, to file: borrowing FileDescriptor
    ) throws(SystemError) {
        var offset = offset
        while true {
            let bytes = try read(page, in: offset..<(offset + Self.chunk))
            if bytes.isEmpty { return }
            try file.writeAll(bytes)
            offset += bytes.count
        }
    }

    /// How many bytes are held in memory at once.
    private static let chunk = 1 << 20

    /// The file, open for appending, with the fcntl(2) lock that mail readers respect; closing gives it back.
    func open() throws(SystemError) -> FileDescriptor {
        let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        let number = file.rawValue
        try retryingOnInterrupt("lockf", path) { lockf(number, F_LOCK, 0) }
        return file
    }

    /// The bytes in a range, fewer where the file ends before.
    func read(_ file: borrowing FileDescriptor, in range: Range<Int>) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = try file.read(into: &bytes, from: done, at: range.lowerBound + done)
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    private func content() throws(SystemError) -> MboxContent {
        do throws(SystemError) {
            return MboxContent(try Files.read(path))
        } catch {
            if error.code == .noSuchFile { return MboxContent([]) }
            throw error
        }
    }
}

extension Mbox {
    package func erase(
        _ number: CaseNumber, at moment: Timestamp, language: Language
    ) throws(ErasureError) {
        do throws(SystemError) {
            guard try Files.status(path) != nil else { return }
            let file = try open()
            let content = MboxContent(try read(file, in: 0..<(try file.status().size)))
            var output: [UInt8] = []
            var isChanged = false
            for entry in content.entries {
                let message = Array(entry.message)
                if entry.name?.belongs(to: number) == true,
                    let tombstone = format.tombstone(of: message, number, at: moment, language)
                {
                    output += entry.fromLine + tombstone + [0x0A]
                    isChanged = true
                } else {
                    output += entry.whole
                }
            }
            // Written anew beside it and renamed: an interruption leaves the old file or the new one.
            if isChanged { try Files.replace(path, with: output, mode: 0o600) }
            try file.close()
        } catch {
            throw .system(error)
        }
    }
}
