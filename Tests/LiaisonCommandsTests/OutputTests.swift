import Glibc
import LiaisonCommands
import LiaisonSystem
import Testing

@Suite struct OutputTests {
    @Test func keepsTheFirstFailure() throws {
        let full = try FileDescriptor(opening: "/dev/full", flags: O_WRONLY)
        let output = Output.descriptor(full.rawValue)
        output.write(Array("text".utf8))
        #expect(output.failure == nil)
        output.flush()
        #expect(output.failure == SystemError("write", code: .noSpace))
    }

    @Test func writesInOrderThroughItsBuffer() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/out"
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT)
        let output = Output.descriptor(file.rawValue)
        for number in 0..<40_000 { output.write(Array("\(number)\n".utf8)) }
        output.flush()
        let lines = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 40_000)
        #expect(lines[39_999] == "39999")
        #expect(!output.isTerminal)
    }

    /// A reader that has seen enough is no failure; a disk that is full is one.
    @Test func tellsAFullDiskFromAReaderThatLeft() throws {
        func run(writingTo descriptor: Int32) -> (ExitCode, String) {
            let errors = Output.memory()
            let context = CommandContext(
                standardOutput: .descriptor(descriptor), standardError: errors, standardInput: .bytes([]),
                environment: { _ in nil }, clock: .system, width: nil, arguments: ["--version"])
            return (runLiaison(in: context), String(decoding: errors.contents, as: UTF8.self))
        }
        let full = try FileDescriptor(opening: "/dev/full", flags: O_WRONLY)
        let (failed, complaint) = run(writingTo: full.rawValue)
        #expect(failed == .failed)
        #expect(complaint == "liaison: the output couldn't be written whole: no space left on the disk\n")

        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let writer = FileDescriptor(owning: ends[1])
        try FileDescriptor(owning: ends[0]).close()
        signal(SIGPIPE, SIG_IGN)
        let (done, silence) = run(writingTo: writer.rawValue)
        #expect(done == .done)
        #expect(silence.isEmpty)
    }
}
